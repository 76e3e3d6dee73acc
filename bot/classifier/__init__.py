"""Components of Rasa's pipeline that decide what a sentence is for."""
