"""A small house for mail tests: a database with a few people, mails in its outbox, settings that lead to a server."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.config import Settings, load
from core.desk.mail import Mail
from core.desk.office import Office
from core.domain.case import Party
from core.domain.people import Directory, Person, Role, Unit
from core.store import outbox, people
from core.store.create import create
from core.store.db import Database, connect
from core.store.engine import Tx
from daemon.deliver import Delivery
from daemon.mailer import Mailer
from daemon.rate import Rate

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NAMES = (("nb", "Fakultet for prøver"), ("nn", "Fakultet for prøver"), ("en", "Faculty of Tests"))
FACTS = {"faculty": "IE", "cases": ["A-26-0001", "A-26-0002"], "due_on": "2026-11-27"}


def house(folder: Path) -> Path:
    """A new database with ten people p0 … p9."""
    path = folder / "avvik.db"
    create(path)
    members = {
        f"p{n}": Person(f"p{n}", f"Person {n}", f"p{n}@example.org", ("nb", "nn", "en")[n % 3]) for n in range(10)
    }
    units = {
        "NTNU": Unit("NTNU", None, "institution", NAMES),
        "IE": Unit("IE", "NTNU", "faculty", NAMES, "ie-post@example.org"),
        "OMBUD": Unit("OMBUD", "NTNU", "ombud", NAMES, "ombud@example.org"),
        "IE-VM": Unit("IE-VM", "IE", "whistleblowing", NAMES, "varsel@example.org"),
    }
    roles = (
        Role("IE", "contact", "p0"),
        Role("IE", "handler", "p1"),
        Role("IE", "dean", "p8"),
        Role("NTNU", "admin", "p9"),
    )
    with opened(path) as tx:
        people.replace_all(tx, Directory(units, members, roles))
    return path


@contextmanager
def opened(path: Path) -> Iterator[Tx]:
    """A transaction of its own, from outside the program under test."""
    db = connect(path)
    try:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
    finally:
        db.close()


def put(path: Path, count: int = 1, *, at: datetime = NOW, **changes: Any) -> None:
    """Mails that may leave at `at`, keys m0, m1, …, to the people in turn."""
    with opened(path) as tx:
        first = tx.execute("SELECT count(*) FROM outbox").fetchone()[0]
        for n in range(first, first + count):
            mail: dict[str, Any] = {"act": None, "case": None, "to": Party("person", f"p{n % 10}"), "template": "M1"}
            mail |= {"key": f"m{n}", "facts": FACTS, "not_before": at, "now": at}
            outbox.add(tx, **(mail | changes))


def ask(path: Path, question: str) -> list[Any]:
    db = connect(path)
    try:
        return [tuple(row) for row in db.execute(question).fetchall()]
    finally:
        db.close()


def states(path: Path) -> Counter[str]:
    """How many mails are in which state."""
    return Counter(dict(ask(path, "SELECT state, count(*) FROM outbox GROUP BY state")))


def configure(folder: Path, port: int, *, security: str = "none-loopback-only", extra: str = "") -> Path:
    """A settings file for `folder`'s database and a server on loopback."""
    path = folder / "config.toml"
    path.write_text(
        f'[database]\npath = "avvik.db"\n[mail]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\n'
        f'sender = "Avvik <avvik@example.org>"\n{extra}',
        encoding="utf-8",
    )
    return path


def settings(folder: Path, port: int, *, security: str = "none-loopback-only", extra: str = "") -> Settings:
    return load(configure(folder, port, security=security, extra=extra))


class Clock:
    """A time of day and a stop-watch that only move when told."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds() + 1000

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds, milliseconds=1)


@asynccontextmanager
async def delivering(
    folder: Path, port: int, clock: Clock, *, extra: str = "", security: str = "none-loopback-only", **mailer: Any
) -> AsyncIterator[Delivery]:
    """Delivery out of `folder`'s outbox, as the daemon does it, by a clock of the test's own."""
    chosen = settings(folder, port, extra=extra, security=security)
    async with Database.open(chosen.database.path) as db:
        mail = Mail(Office(db, chosen, clock.now))
        delivery = Delivery(mail, Mailer(chosen, **mailer), Rate(chosen.mail.rate), clock.now, clock.monotonic)
        yield delivery
        await delivery.end()


async def until_rest(delivery: Delivery) -> float | None:
    """Step until nothing may leave now."""
    while (pause := await delivery.step()) == 0.0:
        pass
    return pause
