"""A policy document (PDF, DOCX, HTML) as clause passages that a reviewer attaches to an entry."""
