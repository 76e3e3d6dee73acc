"""The console of a telephone hotline: what the caller says becomes facts, policies and the next question while it is typed."""
