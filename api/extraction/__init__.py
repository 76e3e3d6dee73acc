"""What one utterance says, by the bot's own understanding."""
