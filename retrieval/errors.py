"""Every way retrieval can fail.

RetrievalError
├── EncoderError        an encoder cannot be trained, read or used
└── IndexUnusableError  there is no index here that may be served; build it again
"""


class RetrievalError(Exception):
    """Base of everything raised here."""


class EncoderError(RetrievalError):
    """An encoder is missing, damaged or of another kind than expected; the message names the folder."""


class IndexUnusableError(RetrievalError):
    """The index was refused before anything of it was used.

    key: a stable name of the reason (`missing`, `pointer`, `manifest`, `format`, `catalogue`, `truncated`, `checksum`,
    `contents`, `encoder`) for whoever words it to people; reason: the same in plain English, for logs.
    """

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key
        self.reason = reason
