"""Custom actions: each passes the turn to the API and utters what it returns."""
