"""The peer's actions, in the manner of Rasa's documentation: a form's validation and one call to the eligibility service."""

import os
import re
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher

WORDING = yaml.safe_load(Path(__file__).with_name("wording.yml").read_text("utf-8"))
FACTS = ("size", "monthly_income", "savings", "homes", "cars", "hukou", "receiving")
ASSESSMENTS = f"{os.environ['API_URL']}/v1/assessments"

Slots = dict[str, Any]


def says_none(text: str) -> bool:
    """Whether the answer is that there is nothing."""
    return any(word in text for word in WORDING["none"])


def number_in(text: str) -> int | None:
    """The first number written in digits, 0 for "none"; None, which asks again, when there is neither."""
    digits = re.search(r"\d{1,9}", text)
    if digits:
        return int(digits.group())
    return 0 if says_none(text) else None


class ValidateHouseholdForm(FormValidationAction):
    """Reads the answer to the question that was asked."""

    def name(self) -> str:
        """The name under which the domain knows the action."""
        return "validate_household_form"

    def validate_size(self, value: str, *_: object) -> Slots:
        """People in the household."""
        return {"size": number_in(value)}

    def validate_monthly_income(self, value: str, *_: object) -> Slots:
        """Yuan a month, of all together."""
        return {"monthly_income": number_in(value)}

    def validate_savings(self, value: str, *_: object) -> Slots:
        """Yuan."""
        return {"savings": number_in(value)}

    def validate_homes(self, value: str, *_: object) -> Slots:
        """Homes owned."""
        return {"homes": number_in(value)}

    def validate_cars(self, value: str, *_: object) -> Slots:
        """Cars owned."""
        return {"cars": number_in(value)}

    def validate_hukou(self, value: str, *_: object) -> Slots:
        """The code of the district."""
        return {"hukou": next((code for name, code in WORDING["places"].items() if name in value), None)}

    def validate_receiving(self, value: str, *_: object) -> Slots:
        """What the household receives already."""
        return {"receiving": [] if says_none(value) else None}


class Assess(Action):
    """Says what the eligibility service finds for the household."""

    def name(self) -> str:
        """The name under which the domain knows the action."""
        return "action_assess"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Names the policies the household is eligible for, then forgets it."""
        household = {fact: tracker.get_slot(fact) for fact in FACTS}
        facts = {"facts": {"household": household}}
        async with aiohttp.ClientSession(raise_for_status=True) as session, session.post(ASSESSMENTS, json=facts) as answer:
            results = (await answer.json())["results"]
        names = [result["name"] for result in results if result["verdict"] == "eligible"]
        dispatcher.utter_message(response="utter_results" if names else "utter_no_results", names=", ".join(names))
        return [AllSlotsReset()]
