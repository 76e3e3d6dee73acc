"""What cannot wait: recognised in plain words by every process itself, so that no other part need be up for it.

Pure: words in, the kind of danger out; knows neither the web, nor Rasa, nor the catalogue. Runs on the bot's Python too.
"""

from emergencies.recognition import Alarm, alarm_in, emergency_in, is_child_writing

__all__ = ["Alarm", "alarm_in", "emergency_in", "is_child_writing"]
