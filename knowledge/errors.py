"""Every way the knowledge package can fail.

KnowledgeError
├── CatalogueError      a file of the catalogue is missing, malformed or contradicts another
├── FactError           a fact was given under an unknown name or with an impossible value
└── UnknownPolicyError  a policy id that is not in the catalogue on that day
"""


class KnowledgeError(Exception):
    """Base of everything raised here."""


class CatalogueError(KnowledgeError):
    """A catalogue file cannot be used; the message names the file and the place."""


class FactError(KnowledgeError):
    """A fact cannot be taken; `path` names it."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


class UnknownPolicyError(KnowledgeError):
    """No policy of that id is in force on that day."""
