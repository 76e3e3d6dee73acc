"""The places of China by GB/T 2260 code, and how they are called: one list for the service and for the bot.

Pure: words in, codes out; knows neither the web, nor Rasa, nor the catalogue. Runs on the bot's Python too.
"""

from divisions.listing import covers, full_name, offered
from divisions.reading import place_answered, places_in

__all__ = ["covers", "full_name", "offered", "place_answered", "places_in"]
