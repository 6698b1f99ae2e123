"""A house where every word that anybody from outside can bring is hostile, and its mails met a hostile mail server.

Each text of `hostile.CORPUS` stands in a report, in an act, in a name and in a mail server's answer; what the doors of
`core.desk` refuse is written into the database by hand. The last cases hold the ordinary texts of `MUST_SURVIVE`.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle
from pathlib import Path
from typing import Any

from hostile import CORPUS, HOSTILE, MUST_SURVIVE
from running import running
from smtp import Received, Script, serving

from core import desk as doors
from core.config import load
from core.desk import Desk
from core.domain.case import Reporter
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Complete, Decline, Measure
from core.domain.register import Report
from core.domain.transfer import Transfer
from core.domain.triage import Approve, Assign, Reject, Reregistered
from core.store.db import connect

DATA = Path(__file__).parent / "data"
CONTACT, HANDLER, OWNER = "maikroys", "dagokrin", "tarabren"
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")
CANARY = "Kanarifuglen"
"""Stands in every kind of text of the first case, and must not stand in any log."""
TEXTS = [text for _, text in CORPUS]
SAID = [text for text in TEXTS if text.strip() and "\n" not in text and "\r" not in text and len(text) < 200]
"""What a mail server can answer in one line."""


@dataclass
class Hostile:
    """The house: its settings, the numbers of its cases, and what happened while the daemon ran once."""

    config: Path
    cases: list[str] = field(default_factory=list)
    ordinary: dict[str, str] = field(default_factory=dict)
    """Text of MUST_SURVIVE by the number of the case that holds it everywhere."""
    addresses: dict[str, str] = field(default_factory=dict)
    """What stands where the reporter's address should, by the number of the case."""
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """What the mail server took, and every line it was told."""
    log: str = ""
    stderr: str = ""
    code: int = -1

    @property
    def database(self) -> Path:
        return self.config.with_name("avvik.db")

    def ask(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        db = connect(self.database)
        try:
            return [tuple(row) for row in db.execute(question, values).fetchall()]
        finally:
            db.close()


def build(folder: Path) -> Hostile:
    """The house in `folder`; takes some seconds."""
    folder.mkdir(mode=0o700)
    house = Hostile(folder / "config.toml")
    _configure(house, 9)
    asyncio.run(_work(house))
    _by_hand(house)
    asyncio.run(_deliver(house))
    _answers(house)
    return house


def _configure(house: Hostile, port: int) -> None:
    house.config.write_text(
        f'[database]\npath = "avvik.db"\n[mail]\nhost = "localhost"\nport = {port}\n'
        'security = "none-loopback-only"\nsender = "Avvik <avvik@example.org>"\n',
        encoding="utf-8",
    )


async def _work(house: Hostile) -> None:
    """Reports and acts, an hour ago, so that every mail may leave."""
    doors.initialise(house.database)
    clock = datetime.now(UTC) - timedelta(hours=1)
    async with doors.open(load(house.config), lambda: clock) as office:
        await office.people.import_directory(DATA / "directory.toml")
        reports = [_canary(clock), *_reports(clock)]
        said = chain([CANARY] * 6, cycle(text for text in TEXTS if text.strip()))
        for n, report in enumerate(reports):
            id = await office.intake.register(None, report)
            house.cases.append(id)
            await _act(office, id, n, said)
        for address in (text for text in HOSTILE["header"] if "@" in text):
            id = await office.intake.register(None, _report(clock, "Adresse", address, address, "Navn", "", "", "", ""))
            house.cases.append(id)
            house.addresses[id] = address
        for text in MUST_SURVIVE:
            id = await office.intake.register(None, _report(clock, *[text] * 8))
            house.cases.append(id)
            house.ordinary[id] = text
            await _path(office, id, cycle([text]))
        for n, kind in enumerate(HOSTILE):
            text = "\n".join(text for text in HOSTILE[kind] if len(text) < 500)
            await office.drafts.keep(CONTACT, house.cases[7 * n % 60], "note", text)


def _report(at: datetime, *words: str, email: str = "melder@example.org") -> Report:
    """`words`: title, description, tried channels, reporter, programme, course, area, category."""
    title, description, tried, name, programme, course, area, category = words
    reporter = Reporter(name, email, "student", "nb")
    return Report("", at, reporter, programme, course, area, category, "IE", title, description, tried)


def _canary(at: datetime) -> Report:
    return _report(at, *[CANARY] * 8, email=f"{CANARY.lower()}@example.org")


def _reports(at: datetime) -> Iterator[Report]:
    """Each text in a title or beside it in the list, and in a description; three of them a case, the shortest first."""
    for n in range(0, len(TEXTS), 3):
        words = [TEXTS[(n + step) % len(TEXTS)] for step in range(8)]
        full = sorted(words[:3], key=len)
        title = next(text for text in (*words, "x") if text.strip())
        rest = [name if name.strip() else "Navn" for name in words[3:4]]
        yield _report(
            at, title, "\n".join([*full, "."]), "\n".join(sorted(words[3:6], key=len)), *rest, *words[1:5],
            email=f"melder{n}@example.org",
        )  # fmt: skip


async def _path(office: Desk, id: str, said: Iterator[str]) -> None:
    """All the way to the end: texts in every field of every act on it."""
    acts: list[tuple[str, str, object]] = [
        (CONTACT, "", PASS),
        (CONTACT, "", Assign(HANDLER)),
        (HANDLER, "", Rate("high", next(said), next(said))),
        (CONTACT, "", Note(next(said))),
        (HANDLER, "", Measure(OWNER, next(said))),
        (OWNER, "/1", Complete(next(said))),
        (CONTACT, "", Close(next(said), next(said))),
    ]
    for who, measure, act in acts:
        await office.cases.act(who, id + measure, act)


async def _act(office: Desk, id: str, n: int, said: Iterator[str]) -> None:
    """One of six lives, by number."""
    match n % 6:
        case 0:
            await _path(office, id, said)
        case 1:
            for act in (PASS, Rate("low", next(said), next(said)), Measure(OWNER, next(said))):
                await office.cases.act(CONTACT, id, act)
            await office.cases.act(OWNER, f"{id}/1", Decline(next(said)))
        case 2:
            await office.cases.act(CONTACT, id, Reject("outside", next(said), "OMBUD"))
        case 3:
            await office.cases.act(CONTACT, id, Transfer("hse", next(said)))
        case 4:
            await office.cases.act(CONTACT, id, Reject("whistleblowing", next(said)))
            day = office.office.today(office.office.now())
            await office.cases.act(CONTACT, id, Reregistered(day, next(said)))
        case _:
            await office.cases.act(CONTACT, id, Note(next(said)))
            title = (await office.shows.case(None, id)).case.title
            await office.cases.act(CONTACT, id, Note(title))
            if n % 4 == 1:
                await office.cases.act(CONTACT, id, Mask((title,), next(said)))


def _by_hand(house: Hostile) -> None:
    """Addresses, names of people, units and courses, and what a result or a reference is: the doors refuse these."""
    db = connect(house.database)
    for id, address in house.addresses.items():
        db.execute('UPDATE parties SET email = :address WHERE "case" = :id', {"address": address, "id": id})
    texts = cycle(TEXTS)
    for table, key, columns in (
        ("people", "login", ("name",)),
        ("units", "code", ("name_nb", "name_nn", "name_en")),
        ("subjects", "rowid", ("name_nb", "name_en")),
        ("cases", "id", ("reference",)),
    ):
        keep = set(house.ordinary) | {house.cases[0]}
        for (found,) in db.execute(f"SELECT {key} FROM {table}").fetchall():
            for column in columns:
                value = house.ordinary.get(found, CANARY) if found in keep else next(texts)
                db.execute(f"UPDATE {table} SET {column} = :value WHERE {key} = :key", {"value": value, "key": found})
    for n, text in enumerate(TEXTS[:120]):
        values = {"case": house.cases[n % len(house.cases)], "n": n, "with": OWNER, "day": "2026-01-02", "result": text}
        db.execute("INSERT INTO consultations VALUES (:case, :n, :with, :day, :result)", values)
    db.close()


async def _deliver(house: Hostile) -> None:
    """`avvikd --once` against a server that answers with hostile words: taken, refused for good, or for now."""
    codes = cycle(("250 2.0.0", "550 5.7.1", "451 4.7.0"))
    script = Script({"text": [f"{next(codes)} {text}" for text in SAID]})
    async with serving(script) as server:
        _configure(house, server.port)
        async with running(house.config, "--once") as daemon:
            house.code = await daemon.process.wait()
            house.stderr = daemon.log
        house.received = list(server.received)
        house.commands = list(server.commands)
    house.log = house.config.with_name("avvik.db.log").read_text(encoding="utf-8")


def _answers(house: Hostile) -> None:
    """Every hostile text as an answer too, on mails of every state."""
    db = connect(house.database)
    mails = [n for (n,) in db.execute("SELECT n FROM outbox ORDER BY n").fetchall()]
    for n, text in zip(mails, chain(TEXTS, MUST_SURVIVE), strict=False):
        db.execute("UPDATE outbox SET answer = :text WHERE n = :n", {"text": text, "n": n})
    # Nobody waits in the inbox for an answer: a filter of ended cases lists all of them.
    db.execute("UPDATE outbox SET told_on = '2026-01-02' WHERE to_kind = 'reporter'")
    db.close()
