"""Answers a question: which policy it is about, what it is after, and what is said; or that it cannot be answered, and by whom.

A question is answered from one entry's own fields. Two policies named together are compared. Where two fit nearly alike, one
question is asked instead of guessing; where nothing fits, it is said whose business it is, as far as that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.search.asking import Inquiry
from api.search.comparison import ComparisonOut, compare, in_words
from api.search.elsewhere import ElsewhereOut, certainly_elsewhere, elsewhere
from api.search.fields import SAYING, TOLD, Asked, statements, unknown
from api.search.meant import DIFFERENCE, PROGRESS, Meant, meant, pair
from api.search.quoting import Statement, quoted
from api.search.service import ranked
from api.search.windows import WindowsOut
from api.wording import words
from knowledge.policy import Labelled, Policy
from retrieval.citation import CONDITIONS, Citation
from retrieval.reranking import reranking
from retrieval.search import Hit

MOST_SHOWN = 3
MOST_CITED = 3
WAY = ("where", "before_going", "windows")
# What the clauses a search found are good for: they are chosen by what the question says, not by a field of the entry.
FOUND_BY_WORDS = frozenset({TOLD, CONDITIONS})


@dataclass(frozen=True)
class Answer:
    """What a question gets. hits: the policies behind it, the first with the clauses it rests on; of an answer that cannot be
    given, the nearest.

    kinds: what was asked. said: the sentences about the policy. where_to_go: where the question asks for it. comparison: of two
    policies as a table. choice: the policies between which it has to be said which is meant; text asks for it.
    elsewhere: whose business it is, when it is not ours.
    """

    text: str
    hits: list[Hit]
    answerable: bool
    where_to_go: WindowsOut | None = None
    kinds: tuple[str, ...] = ()
    said: list[Statement] = field(default_factory=list)
    comparison: ComparisonOut | None = None
    choice: list[str] = field(default_factory=list)
    elsewhere: ElsewhereOut | None = None

    @property
    def kind(self) -> str:
        """What it was after in the first place; a situation is told the entry in short."""
        return self.kinds[0] if self.kinds else TOLD

    @property
    def owned(self) -> list[tuple[str, Statement]]:
        """Each sentence with the policy it is about: of a choice one for each, else all of the first."""
        owners = self.choice or [hit.policy_id for hit in self.hits[:1]] * len(self.said)
        return list(zip(owners, self.said, strict=True))

    def ask(self, hit: Hit) -> str:
        """The whole question that asks of this policy what was asked."""
        say = words("answers")["choice"]["say"]
        return str(say.get(self.kind, say[TOLD]).format(name=hit.name))

    @property
    def is_progress(self) -> bool:
        """Whether it was asked how far one's own application has come."""
        return self.kind == PROGRESS and not self.hits


def find_answer(inquiry: Inquiry) -> Answer:
    """The answer to a question."""
    subject = meant(inquiry)
    if subject is Meant.PROGRESS:
        return Answer(words("answers")["progress"], [], True, kinds=(PROGRESS,))
    if DIFFERENCE in inquiry.kinds and (both := pair(inquiry)):
        return _compared(inquiry, *both)
    if subject is Meant.NOTHING_YET:
        wording = words("answers")
        text = wording["compared"]["which"] if DIFFERENCE in inquiry.kinds else wording["which_policy"]
        return Answer(text, [], False, kinds=inquiry.kinds)
    if isinstance(subject, list):
        hits = [_hit(inquiry.about(policy_id).policy) for policy_id in subject]
        return _chosen(inquiry, hits) if len(hits) > 1 and inquiry.may_ask else _about(inquiry, hits[:1])
    return _searched(inquiry)


def where_to_go_for(inquiry: Inquiry, policy_id: str) -> tuple[str, WindowsOut]:
    """Where whoever asks goes for a policy: in words, with what they rest on, and the windows themselves."""
    asked = inquiry.about(policy_id)
    windows = inquiry.windows_for(asked.policy)
    asked = replace(asked, windows=windows)
    said = [one for part in WAY for one in SAYING[part](asked)]
    name = words("answers")["lines"]["name"].format(value=asked.policy.name)
    return "\n".join([name, *(one.in_words() for one in said)]), windows


def _searched(inquiry: Inquiry) -> Answer:
    called = frozenset(owner for owners in inquiry.question.called for owner in owners)
    sent_away = None if called else certainly_elsewhere(inquiry.question.text)
    hits, answerable = ranked(inquiry, called)
    if sent_away or not answerable or not hits:
        who = sent_away or elsewhere(inquiry.question.text)
        nearest = [] if who else hits[:MOST_SHOWN]
        text = who.text if who else words("dialogue")["abstain"]["text"]
        return Answer(text, nearest, False, kinds=inquiry.kinds, elsewhere=who)
    if inquiry.may_ask and _alike(inquiry, hits, called):
        return _chosen(inquiry, hits[:2])
    return _about(inquiry, hits[:MOST_SHOWN])


def _alike(inquiry: Inquiry, hits: Sequence[Hit], called: frozenset[str]) -> bool:
    """Whether the first two cannot be told apart by the question: too near, and not one of them alone called by its name."""
    if len(hits) < 2:
        return False
    first, second = hits[:2]
    margin, sizes = first.score - second.score, reranking()
    if any({first.policy_id, second.policy_id} <= set(owners) for owners in inquiry.question.called):
        return margin < sizes.close_by_name
    return margin < sizes.close and (first.policy_id in called) == (second.policy_id in called)


def _about(inquiry: Inquiry, hits: list[Hit]) -> Answer:
    """What the first policy says to the question; the others may have to do with it."""
    asked = inquiry.about(hits[0].policy_id)
    said = statements(asked, inquiry.kinds)
    lines = [words("answers")["lines"]["name"].format(value=asked.policy.name), *(one.in_words() for one in said)]
    text = "\n".join([*lines, *unknown(asked, inquiry.kinds)])
    shown = replace(hits[0], passages=_clauses(inquiry, asked, said, hits[0].passages))
    return Answer(text, [shown, *hits[1:]], True, asked.windows, inquiry.kinds, said)


def _clauses(inquiry: Inquiry, asked: Asked, said: list[Statement], found: list[Citation]) -> list[Citation]:
    """The clauses behind what is said, word for word; those a search found come first where the question's words chose them."""
    kind = inquiry.kinds[0] if inquiry.kinds else TOLD
    own = [quote for one in said if one.backing == "cited" for quote in quoted(asked.policy, one.refs, asked.day)]
    first = found if kind in FOUND_BY_WORDS else []
    rest = own or found or quoted(asked.policy, _rule_refs(asked.policy), asked.day)[:1]
    return list(dict.fromkeys([*first, *rest]))[:MOST_CITED]


def _rule_refs(policy: Policy) -> tuple[str, ...]:
    return tuple(part.clause for part in policy.rule.all if isinstance(part, Labelled))


def _chosen(inquiry: Inquiry, hits: list[Hit]) -> Answer:
    """The one question that is asked back, with who each of the policies is for."""
    wording = words("answers")["choice"]
    asked = [inquiry.about(hit.policy_id) for hit in hits[:MOST_SHOWN]]
    said = [one for each in asked for one in SAYING["who"](each)]
    lead = wording["compared" if inquiry.spoken.policies and not inquiry.question.called else "text"]
    options = [wording["option"].format(name=each.policy.name, who=one.backed()) for each, one in zip(asked, said, strict=True)]
    shown = [
        replace(hit, passages=quoted(each.policy, one.refs, each.day)[:MOST_CITED] or hit.passages)
        for hit, each, one in zip(hits, asked, said, strict=True)
    ]
    names = [hit.policy_id for hit in shown]
    return Answer("\n".join([lead, *options]), shown, True, kinds=inquiry.kinds, said=said, choice=names)


def _compared(inquiry: Inquiry, first: str, second: str) -> Answer:
    sides = [inquiry.about(first), inquiry.about(second)]
    table = compare(*sides)
    refs = [tuple(ref for row in table.rows for cell in row.cells[column] for ref in cell.refs) for column in range(len(sides))]
    hits = [
        replace(_hit(side.policy), passages=quoted(side.policy, own, side.day)[:MOST_CITED])
        for side, own in zip(sides, refs, strict=True)
    ]
    return Answer(in_words(table), hits, True, kinds=inquiry.kinds, comparison=table)


def _hit(policy: Policy) -> Hit:
    return Hit(policy_id=policy.id, name=policy.name, department=policy.department, score=0.0, passages=[])
