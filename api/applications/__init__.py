"""Submit an application and follow it."""
