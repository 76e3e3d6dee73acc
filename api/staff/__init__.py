"""Signed-in people: accounts, inbox, replies."""
