"""Setting up, running and looking after the service on one machine; nothing else imports this package."""
