"""Lists and search, each within the reader's reach (workflow.md §7–8)."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from core.desk.office import Office
from core.desk.reach import reach_of
from core.domain.case import Kind
from core.domain.scope import tokens_for
from core.store import people, search, views
from core.store.engine import Tx
from core.store.views import Counts, Filter, ListRow

__all__ = ["Counts", "Filter", "ListRow", "Lists"]

HITS: Final = 200
"""Search shows the newest hits first, at most this many."""


class Lists:
    """`desk.lists`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def keys(self, who: str | None, asked: Filter, text: str = "", limit: int = -1) -> "array[int]":
        """A snapshot: the keys of every case that answers, in order, or the first `limit` of them.

        With `text`, its newest hits within `asked`.
        """
        now = self._office.now()

        def unit(tx: Tx) -> "array[int]":
            directory = people.directory(tx)
            actor = self._office.actor(who, directory, now)
            wanted, reach = asked, reach_of(tx, actor, directory)
            if question := search.match(text, tokens_for(actor)):
                hits = search.find(tx, question, HITS)
                if reach.also and (anywhere := search.match(text, None)):
                    hits += search.find(tx, anywhere, HITS, among=reach.also)
                wanted = replace(asked, only=tuple(sorted(set(hits), reverse=True)[:HITS]))
            return views.keys(tx, wanted, reach, limit)

        return await self._office.db.read(unit)

    async def rows(self, who: str | None, keys: Sequence[int]) -> dict[int, ListRow]:
        """The rows of a page of a snapshot, as they are now."""
        now = self._office.now()

        def unit(tx: Tx) -> dict[int, ListRow]:
            directory = people.directory(tx)
            return views.rows(tx, keys, reach_of(tx, self._office.actor(who, directory, now), directory))

        return await self._office.db.read(unit)

    async def counts(self, who: str | None, kind: Kind | Literal[""] = "deviation") -> Counts:
        now = self._office.now()

        def unit(tx: Tx) -> Counts:
            directory = people.directory(tx)
            reach = reach_of(tx, self._office.actor(who, directory, now), directory)
            return views.counts(tx, reach, self._office.today(now), kind)

        return await self._office.db.read(unit)

    async def changes(self) -> int:
        """A number that moves when anyone has committed: the desk's one signal to refresh."""
        return await self._office.db.changes()
