"""The residents' conversation."""
