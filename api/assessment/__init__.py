"""Verdicts, plan and next question for a household's facts."""
