"""How long the unemployment insurance was paid for, where somebody tells it by themselves."""

from bot.nlu.amounts import find_amounts
from bot.nlu.assembly import Assembler
from bot.nlu.facts import in_months, set_facts
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Situation

MOST_YEARS = 50


def add_contributions(situation: Situation, assembler: Assembler) -> None:
    """失业保险交了四年半: 54 months of whoever the clause is about."""
    words = load("answers")["insurance_paid"]
    for found in compiled(words["paid"]).finditer(situation.text):
        clause = situation.clause_at(found.start())
        if clause.question or clause.supposed or clause.about_others:
            continue
        figure = next((amount for amount in find_amounts(situation.text) if amount.start == found.end()), None)
        after = situation.text[figure.end :] if figure else ""
        years, months = compiled(load("answers")["years"]).match(after), compiled(words["months"]).match(after)
        if figure is None or figure.value > MOST_YEARS * (1 if years else 12) or not (years or months):
            continue
        value = in_months(figure, years) if years else figure.value
        mention = situation.mention("duration", found.start(), figure.end, value=figure.value, topic="insurance")
        for person in assembler.subject(mention, "workers").persons:
            set_facts(person, {"insurance_months": value})
