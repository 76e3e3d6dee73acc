"""What the law says and what follows from it: policies, dated parameters, facts, verdicts. Pure: no web, no database."""
