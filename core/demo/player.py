"""Plays tales through `core.desk`, day by day, on a clock of its own: the acts are real, and so is what follows."""

import csv
import io
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from core.demo.plots import UNDO, Play, Scene, play
from core.demo.tales import Step, Tale
from core.desk import Desk
from core.desk.intake import Tally
from core.domain.calendar import instant
from core.domain.people import Directory
from core.intake.vocabulary import COLUMNS

ZONE: Final = "Europe/Oslo"
_SWEEP, _FIRST_ACT, _IMPORT = time(6, 0), time(8, 30), time(15, 40)
_BETWEEN: Final = timedelta(minutes=7)
_AT_ONCE: Final = timedelta(seconds=12)


@dataclass
class Clock:
    """The time of the tales."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Event:
    """What was just played. `kind` is import, act, undo or sweep; `told` false where the next step takes it back."""

    kind: str
    played: Play | None = None
    step: Step | None = None
    tally: Tally | None = None
    told: bool = True


After = Callable[[Event], Awaitable[None]]


@dataclass
class Player:
    """`desk` must have been opened on `clock`. `after` is told of each event, and may let mail leave."""

    desk: Desk
    clock: Clock
    directory: Directory
    after: After
    ids: dict[int, str] = field(default_factory=dict)

    async def sweep(self, day: date) -> None:
        """The morning's look at what is due."""
        self.clock.at = instant(day, _SWEEP, ZONE)
        await self.desk.sweep.run()
        await self.after(Event("sweep"))

    async def receive(self, day: date, tales: Iterable[Tale]) -> None:
        """An export of the reporting portal, imported in the afternoon."""
        if not (rows := [(tale, self._row(tale, day)) for tale in tales]):
            return
        self.clock.at = instant(day, _IMPORT, ZONE)
        tally = await self.desk.intake.take(io.BytesIO(_export([row for _, row in rows])))
        for tale, row in rows:
            self.ids[tale.n] = (await self.desk.shows.case(None, row["reference"])).case.id
        await self.after(Event("import", tally=tally))

    async def work(self, day: date, steps: Iterable[tuple[Tale, Step]]) -> None:
        """A day's acts, one after the other."""
        self.clock.at = instant(day, _FIRST_ACT, ZONE)
        for tale, step in steps:
            await self.act(tale, step)
            self.clock.at += _AT_ONCE if _taken_back(tale, step) else _BETWEEN

    async def act(self, tale: Tale, step: Step) -> None:
        """One step, now."""
        ref = self.ids[tale.n]
        case = (await self.desk.shows.case(None, ref)).case
        scene = Scene(tale, case, self.directory, self.desk.office.today(self.clock.at))
        if step.verb == UNDO:
            await self.desk.cases.undo(scene.contact, ref)
            await self.after(Event(UNDO, Play(scene.contact, ref, None), step))
            return
        played = play(scene, step)
        await self.desk.cases.act(played.who, played.ref, played.act)
        await self.after(Event("act", played, step, told=not _taken_back(tale, step)))

    def _row(self, tale: Tale, day: date) -> dict[str, Any]:
        course = tale.said("course")
        unit = self.directory.subjects[("course", course)].unit
        programmes = (s.code for s in self.directory.subjects.values() if s.kind == "programme" and s.unit == unit)
        written = instant(day - timedelta(days=tale.late), time(7 + tale.n % 8, tale.n * 7 % 60), ZONE)
        return {
            "reference": f"PORTAL-{4100 + tale.n}",
            "received": written.isoformat(timespec="seconds"),
            "reporter_name": tale.reporter,
            "reporter_email": tale.email,
            "reporter_kind": "student",
            "programme": next(programmes, ""),
            "course": course,
            "area": tale.said("area", "utdanningskvalitet"),
            "category": tale.said("category"),
            "unit": unit,
            "title": tale.title,
            "description": tale.said("text"),
            "tried_channels": tale.said("tried"),
            "language": tale.said("language", "nb"),
        }


def _taken_back(tale: Tale, step: Step) -> bool:
    """Whether the tale's next step is to undo this one."""
    following = tale.steps[tale.steps.index(step) + 1 :]
    return bool(following) and following[0].verb == UNDO


def _export(rows: Iterable[dict[str, Any]]) -> bytes:
    """As the reporting portal would write them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
