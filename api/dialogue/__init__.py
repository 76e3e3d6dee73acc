"""What the bot's actions ask of the service: internal, loopback only."""
