"""Find policies and answer questions with their clauses."""
