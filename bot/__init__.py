"""The Rasa side: what is understood, and the thin actions that call the API."""
