"""The settings as one frozen value, and what the rules may know of them."""

import os
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from core.config.mail import Mail
from core.config.rule import RuleEntry
from core.config.section import Section
from core.config.values import Address, Clock, FilePath, Line, Loose, is_path, split_address, wrong
from core.domain.terms import Terms


def _timezone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        raise wrong("config.timezone") from None


def _somebody(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise wrong("config.empty")
    return value


Lock = Literal["grading", "verification"]
Teller = Literal["fs", "avvik"]
Closers = Annotated[tuple[Literal["contact", "handler"], ...], Loose, AfterValidator(_somebody)]


class Database(Section):
    """`[database]`"""

    path: FilePath
    """The database; its folder belongs to the service account alone (0700)."""


class Log(Section):
    """`[log]`"""

    path: FilePath = Path("avvik.db.log")
    """The notification log, JSON lines; not given, the database's name with `.log` behind it."""


class Deadlines(Section):
    """`[deadlines]`"""

    timezone: Annotated[Line, AfterValidator(_timezone)] = "Europe/Oslo"
    """Where a day begins and ends."""
    send_at: Clock = time(6, 0)
    """When the daily digests leave, local time."""
    closed: Annotated[tuple[date, ...], Loose] = ()
    """Local closed days beside weekends and public holidays; they move deadlines as holidays do."""
    file: FilePath | None = None
    """A second file with `[[rule]]` tables, which the service account may write and the desk edit."""


class FacultyWorkflow(Section):
    """`[workflow.faculty.CODE]`: what one faculty has decided for itself (R105)."""

    closed_by: Closers | None = None
    """Who closes there; not given, as `[workflow]` says."""
    closed: Annotated[tuple[date, ...], Loose] = ()
    """Days on which only this faculty is closed, beside those of `[deadlines]`."""
    diploma_lock: Lock | None = None
    """What an unreturned paper diploma closes there; not given, as `[workflow]` says."""
    sensurvarsel: Teller | None = None
    """Who tells a student there; not given, as `[workflow]` says."""


class Workflow(Section):
    """`[workflow]`"""

    closed_by: Closers = ("contact", "handler")
    """Who closes a case (D1)."""
    diploma_lock: Lock = "verification"
    """What an unreturned paper diploma closes while a grade is complained on: the grading, or its verification (D4)."""
    sensurvarsel: Teller = "fs"
    """Who tells a student the result of a complaint: FS, or this installation (M17)."""
    faculty: dict[str, FacultyWorkflow] = {}  # noqa: RUF012  pydantic copies a default
    """What a faculty has decided for itself, by its code."""


class Offices(Section):
    """`[offices]`: offices outside the directory that take part in complaints (workflow.md §1)."""

    doku: Address | None = None
    """The document centre, which registers an old diploma as expired (DOKU)."""
    fs_help: Address | None = None
    """Who invalidates a qualification in FS (FS-hjelp)."""

    def address(self, party: str) -> str | None:
        """The address of an office by its party's id; None where it has none."""
        from core.domain.complaint.offices import DOKU, FS_HELP

        given = {DOKU.id: self.doku, FS_HELP.id: self.fs_help}.get(party)
        return split_address(given)[1] if given else None


class Import(Section):
    """`[import]`"""

    columns: dict[str, str] = {}  # noqa: RUF012
    """Columns of another system's export: their name = our name."""


class Desk(Section):
    """`[desk]`"""

    language: Literal["nb", "en"] = "nb"
    """The language of the desk and of the commands where neither `--lang` nor the terminal says."""
    accessible: bool = False
    """No boxes, words for signs, the real cursor on the current row; as ACCESSIBLE=1."""


class Settings(Section):
    """All of it. One use case works on one of these from its beginning to its end."""

    database: Database
    """Where the cases are."""
    mail: Mail
    """The way out."""
    log: Log = Field(default_factory=Log)
    """What was sent to whom, for people."""
    deadlines: Deadlines = Field(default_factory=Deadlines)
    """Days and hours."""
    rule: Annotated[tuple[RuleEntry, ...], Loose] = ()
    """Rules of this installation, those of `[deadlines] file` included."""
    workflow: Workflow = Field(default_factory=Workflow)
    """What the university and its faculties have decided."""
    offices: Offices = Field(default_factory=Offices)
    """Offices outside the directory."""
    import_: Import = Field(default_factory=Import, alias="import")
    """Reading exports of other systems."""
    keys: dict[str, str] = {}  # noqa: RUF012
    """Keys of the desk: id of an act = key."""
    desk: Desk = Field(default_factory=Desk)
    """How the desk shows itself."""

    @model_validator(mode="before")
    @classmethod
    def _log_beside_the_database(cls, data: object) -> object:
        if not (isinstance(data, Mapping) and isinstance(database := data.get("database"), Mapping)):
            return data
        path, log = database.get("path"), data.get("log", {})
        if (is_path(path) or isinstance(path, Path)) and isinstance(log, Mapping):
            return dict(data) | {"log": {"path": f"{path}.log"} | dict(log)}
        return data

    def for_faculty(self, code: str) -> Terms:
        """What the rules may know for one faculty; "" is what counts where a case belongs to none."""
        from core.domain.rules import DEFAULT_RULES

        own, faculties = self.workflow.faculty.get(code), self.workflow.faculty
        ours, closed = tuple(entry.as_rule() for entry in self.rule), frozenset(self.deadlines.closed)
        closed_at = {"": closed} | {faculty: closed.union(each.closed) for faculty, each in faculties.items()}
        return Terms(
            faculty=code,
            rules=tuple(dict.fromkeys((*DEFAULT_RULES, *ours))),
            timezone=self.deadlines.timezone,
            send_at=self.deadlines.send_at,
            hold=self.mail.hold,
            closed_by=(own and own.closed_by) or self.workflow.closed_by,
            diploma_lock=(own and own.diploma_lock) or self.workflow.diploma_lock,
            sensurvarsel=(own and own.sensurvarsel) or self.workflow.sensurvarsel,
            closed=closed_at.get(code, closed),
            closed_at=closed_at,
        )

    def password(self, environ: Mapping[str, str] = os.environ) -> str | None:
        """The mail password, read now (faults.md 47); None where there is none. Unusable("config.password", …)."""
        from core.config.password import read

        return read(self.mail.password_file, environ)

    def digest(self) -> str:
        """Twelve signs that differ when the settings do, for the daemon's state file (design.md, "Alive")."""
        from hashlib import sha256
        from json import dumps

        return sha256(dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:12]
