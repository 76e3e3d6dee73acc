"""What is looked at before a catalogue is published: what it must hold as a whole, what it covers, and what is still open."""
