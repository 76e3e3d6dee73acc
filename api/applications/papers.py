"""The papers an application needs: each once, with its clauses, and whether it has come or was left for later."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.attachments.service import attachments_of
from api.cases.placing import local_policy
from api.core.errors import InvalidInputError
from api.models import Application
from knowledge.policy import Policy


class PaperOut(BaseModel):
    """A paper as the policies name it. clauses: where they say so; empty where an entry names none."""

    name: str
    policy_ids: list[str]
    clauses: list[str]


class PaperState(PaperOut):
    """A paper of an application. promised: it was left for later, under the commitment. files: how many came for it."""

    promised: bool
    files: int


def papers_of(policies: Iterable[Policy]) -> list[PaperOut]:
    """Every paper of these policies once, in their order."""
    found: dict[str, PaperOut] = {}
    for policy in policies:
        for name in policy.papers:
            paper = found.setdefault(name, PaperOut(name=name, policy_ids=[], clauses=[]))
            paper.policy_ids.append(policy.id)
            if policy.papers_clause and policy.papers_clause not in paper.clauses:
                paper.clauses.append(policy.papers_clause)
    return list(found.values())


def check_promised(promised: Collection[str], policies: Iterable[Policy]) -> None:
    """Only what the policies ask for can be left for later. Raises InvalidInputError."""
    if set(promised) - {paper.name for paper in papers_of(policies)}:
        raise InvalidInputError("paper_unknown", field="promised")


def paper_states(session: Session, application: Application) -> list[PaperState]:
    """The papers of an application as they stand; what the catalogue no longer asks for but was promised comes last."""
    known = [local_policy(application, identifier, None) for identifier in application.policy_ids]
    papers = papers_of(policy for policy in known if policy is not None)
    promised = application.promised or []
    names = {paper.name for paper in papers}
    papers += [PaperOut(name=name, policy_ids=[], clauses=[]) for name in promised if name not in names]
    came = [attachment.paper for attachment in attachments_of(session, application.number)]
    return [PaperState(**paper.model_dump(), promised=paper.name in promised, files=came.count(paper.name)) for paper in papers]
