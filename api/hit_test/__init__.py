"""Staff try the search, see why it found what it found, and say what it should have found."""
