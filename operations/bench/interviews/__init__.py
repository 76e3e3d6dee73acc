"""Simulated interviews: how many questions the planner needs, beside the best order that is the same for everybody."""
