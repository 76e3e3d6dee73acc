"""How much of a conversation Rasa remembers: its slots, the open interview and the last turn.

Everything Rasa does in a turn grows with the events before it: reading them, copying them, posting them to the actions,
matching rules. No rule and no action of ours looks further back than the last turn, and what people said about themselves
stands in the product's database. So every turn begins from the same few events, the hundredth like the third.
"""

from collections.abc import Iterable

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


def remembered(tracker: DialogueStateTracker, slots: Iterable[Slot]) -> list[Event]:
    """Gives the events that stand for a conversation from now on: how things stood before its last turn, and that turn."""
    events = list(tracker.events)
    last = max((place for place, event in enumerate(events) if isinstance(event, UserUttered)), default=None)
    if last is None:
        return events
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:last], slots)
    # What the bot said decides nothing, and is the bulk of it.
    turn = [event for event in events[last:] if not isinstance(event, BotUttered)]
    return [*standing(before, turn[0].timestamp), *turn]


def standing(tracker: DialogueStateTracker, moment: float) -> list[Event]:
    """Gives the fewest events that bring a new conversation to where this one waits for the resident."""
    events: list[Event] = [SessionStarted(timestamp=moment)]
    loop = tracker.active_loop_name
    if loop:
        events += [ActionExecuted(loop, timestamp=moment), ActiveLoop(loop, timestamp=moment)]
    filled = (slot for slot in tracker.slots.values() if slot.value != slot.initial_value)
    events += [SlotSet(slot.name, slot.value, timestamp=moment) for slot in filled]
    return [*events, ActionExecuted(ACTION_LISTEN_NAME, timestamp=moment)]
