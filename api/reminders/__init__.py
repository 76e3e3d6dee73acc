"""Reminders of time limits: before, on the day and after, and up to the supervisor."""
