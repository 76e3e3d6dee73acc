"""What was granted to whom, when and until when, and who is told of it."""
