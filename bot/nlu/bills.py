"""Which sum was paid for treatment, schooling or training, and over which time."""

from typing import Any

from bot.nlu.facts import least, scaled
from bot.nlu.resources import compiled
from bot.nlu.sums import SumFacts
from bot.nlu.workspace import Mention


class BillFacts(SumFacts):
    """What was paid for treatment, schooling or training."""

    def _is_medical(self) -> bool:
        words = next(topic["words"] for topic in self.rules["topics"] if topic["name"] == "medical")
        return any(word in self.said for word in words) or compiled(self.rules["reimbursement"]).search(self.said) is not None

    def _medical(self, mention: Mention) -> None:
        yearly = self._yearly(mention)
        if yearly is None and compiled(self.rules["own_pocket"]).search(self.said):
            yearly = self._paid_lately(mention)
        if yearly is None or compiled(self.rules["reimbursed"]).search(self.before):
            return
        if compiled(self.rules["own_pocket"]).search(self.said):
            self._set("medical_spend_year", self._added("medical_spend_year", yearly), mention)
        elif compiled(self.rules["spent"]).search(self.said):
            most = yearly.get("max") if isinstance(yearly, dict) else yearly
            if most is not None:
                self._set("medical_spend_year", {"max": most}, mention)

    def _education(self, mention: Mention) -> None:
        yearly = self._yearly(mention)
        if yearly is not None:
            self._set("education_spend_year", self._added("education_spend_year", yearly), mention)

    def _rehab(self, mention: Mention) -> None:
        yearly = self._yearly(mention)
        if yearly is None and compiled(self.rules["own_pocket"]).search(self.said):
            yearly = self._paid_lately(mention)
        if yearly is not None and compiled(self.rules["spent"]).search(self.before):
            self._set("rehab_spend_year", self._added("rehab_spend_year", yearly), mention)

    def _added(self, name: str, value: Any) -> Any:
        """Two bills may add up or be part of one another: what is sure is only that the larger was paid."""
        earlier = least(self.situation.household.get(name))
        now = least(value)
        return value if earlier is None or now is None or earlier == now else {"min": max(earlier, now)}

    def _yearly(self, mention: Mention) -> Any:
        if mention.period == "month":
            return scaled(mention.quantity(), self.rules["months"])
        if mention.period == "year" or compiled(self.rules["this_year"]).search(self.said):
            return mention.quantity()
        return None

    def _paid_lately(self, mention: Mention) -> Any:
        """看病自费花了六万多 without a year is what was paid lately."""
        before, after = self._sentence_around(mention)
        other_time = compiled(self.rules["other_years"]).search(before + after) is not None
        return mention.quantity() if mention.period == "once" and not other_time else None
