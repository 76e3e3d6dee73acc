"""The opened index of this process, which follows the one that is served: a swap or a rollback needs no restart."""

from __future__ import annotations

from threading import Lock

from anyio import to_thread

from api.core.errors import UnavailableError
from api.core.logging import logger
from api.core.settings import settings
from knowledge.catalogue import Catalogue, load_catalogue, reload_catalogue
from knowledge.errors import KnowledgeError
from retrieval.contents import read_index
from retrieval.errors import RetrievalError
from retrieval.search import SearchIndex
from retrieval.store import Served, served

# How soon a process that is asked nothing follows: verdicts and lists come from the catalogue of the index too.
EVERY_SECONDS = 2


class IndexHolder:
    """Opened on first use, and again when another index is served; where that one cannot be read, the former stays."""

    def __init__(self) -> None:
        self._index: SearchIndex | None = None
        self._seen: Served | None = None
        self._lock = Lock()

    def get(self) -> SearchIndex:
        """The served index; whoever asks after a swap waits for the new one. Raises UnavailableError while there is none."""
        if served(settings().index_folder) != self._seen:
            with self._lock:
                self._follow()
        if self._index is None:
            raise UnavailableError("index_unavailable")
        return self._index

    def is_open(self) -> bool:
        """Whether there is an index to search, without waiting for a newer one."""
        if self._index is None:
            try:
                self.get()
            except UnavailableError:
                return False
        return True

    @property
    def build(self) -> str | None:
        """Which build is open in this process: instances that search alike say the same."""
        return self._index.build if self._index is not None else None

    async def keep_up(self) -> None:
        """Opens what is served by now, where anything was open; meant to be repeated."""
        if self._index is not None:
            await to_thread.run_sync(self.get)

    def forget(self) -> None:
        """As in a process that has just begun."""
        self._index = self._seen = None

    def _follow(self) -> None:
        now = served(settings().index_folder)
        if now == self._seen:
            return
        try:
            contents = read_index(settings().index_folder)
        except RetrievalError as problem:
            logger.error("index_unavailable", problem=str(problem))
        else:
            self._index = SearchIndex(contents, _catalogue_for(contents.manifest.catalogue))
            logger.info("index_opened", build=contents.build, catalogue=contents.manifest.catalogue)
        # Also what could not be read is not tried again by every request, but when something else is served.
        self._seen = now


def _catalogue_for(version: str) -> Catalogue:
    """The catalogue, read again when the index was made of another one; as it was when the files are wrong by now."""
    if load_catalogue().version != version:
        try:
            return reload_catalogue()
        except KnowledgeError as problem:
            logger.error("catalogue_unreadable", problem=str(problem))
    return load_catalogue()


holder = IndexHolder()
