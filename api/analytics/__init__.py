"""What happened in figures: counted in the database, protected where few people stand behind a number."""
