"""What every feature shares: settings, database, errors, logging, security."""
