"""Large databases, written straight into the tables: 100,000 cases, 1,000,000 deadlines."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.desk import initialise
from core.domain.people import Directory, Person, Role, Unit
from core.domain.scope import token
from core.store import engine, people
from core.store.db import connect
from core.store.values import instant

WORDS = [
    "pensum",
    "eksamen",
    "sensur",
    "veiledning",
    "forelesning",
    "øving",
    "frist",
    "opptak",
    "rom",
    "timeplan",
    "gruppe",
    "rapport",
    "tilbakemelding",
    "lab",
    "bibliotek",
    "språk",
    "åpning",
    "ærlig",
    "mikrofon",
    "oppgave",
    "vurdering",
    "studieplan",
    "emne",
    "innlevering",
    "kollisjon",
    "plagsom",
    "støy",
    "lys",
]
CONFIG = '[database]\npath = "{path}"\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none-loopback-only"\n'


def config(folder: Path, port: int = 2525) -> Path:
    """A configuration beside the database it names."""
    file = folder / "config.toml"
    text = CONFIG.format(path=folder / "avvik.db", port=port) + 'sender = "avvik@example.no"\nhold = "0s"\n'
    file.write_text(text, encoding="utf-8")
    return file


def names(code: str) -> tuple[tuple[str, str], ...]:
    return (("nb", code), ("nn", code), ("en", code))


def directory() -> Directory:
    units = {
        code: Unit(code, parent, kind, names(code))
        for code, parent, kind in (("U", None, "institution"), ("F", "U", "faculty"))
    }
    staff = {f"person{n}": Person(f"person{n}", f"Person {n}", f"person{n}@example.no") for n in range(50)}
    return Directory(units, staff, (Role("F", "contact", "person0"), Role("F", "dean", "person1")))


def database(folder: Path, cases: int, deadlines: int = 1) -> Path:
    """A database of `cases` cases at one faculty with `deadlines` each, the first of them open in half of the cases."""
    path = folder / "avvik.db"
    initialise(path)
    db = connect(path)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("BEGIN IMMEDIATE")
    people.replace_all(db, directory())
    rng = random.Random(1)
    for start in range(0, cases, 10_000):
        _write(db, range(start + 1, min(start + 10_000, cases) + 1), deadlines, rng)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


def _write(db: engine.Connection, numbers: range, deadlines: int, rng: random.Random) -> None:
    today = datetime.now(UTC)
    scope = token("contact", "F")
    heads, details, parties, found, owed = [], [], [], [], []
    for n in numbers:
        id, received = f"A-26-{n:06d}", today - timedelta(days=n % 700)
        state = ("received", "in_progress", "closed")[n % 3]
        due = (received + timedelta(days=28)).date().isoformat()
        title, text = " ".join(rng.choices(WORDS, k=8)), " ".join(rng.choices(WORDS, k=60))
        open_due = None if state == "closed" else due
        heads.append((n, id, f"X-{n}", state, title, instant(received), open_due))
        details.append((id, text))
        parties.append((f"{id}:reporter", id, f"s{n}@stud.example.no"))
        found.append((n, id, title, text, scope))
        for d in range(deadlines):
            is_open = d == 0 and open_due is not None
            owed.append(
                (
                    f"{id}:{d + 1}",
                    id,
                    due,
                    due,
                    due,
                    due,
                    "open" if is_open else "met",
                    "9999-12-31" if is_open else None,
                )
            )
    db.executemany(
        "INSERT INTO cases (n, id, kind, reference, state, faculty, unit, course, programme, title, language,"
        " received_at, next_due_on, restricted, version)"
        " VALUES (?, ?, 'deviation', ?, ?, 'F', 'F', 'EMN9001', '', ?, 'nb', ?, ?, 0, 1)",
        heads,
    )
    db.executemany(
        "INSERT INTO deviations"
        " VALUES (?, 'utdanningskvalitet', '', ?, '', NULL, '', '', '[]', '', '', '', '', '', '', 0, 0)",
        details,
    )
    db.executemany(
        'INSERT INTO parties (id, "case", kind, name, email, email_key, reporter_kind, language)'
        " VALUES (?, ?, 'reporter', 'N N', ?3, ?3, 'student', 'nb')",
        parties,
    )
    db.executemany("INSERT INTO search (rowid, number, title, body, scope) VALUES (?, ?, ?, ?, ?)", found)
    db.executemany(
        'INSERT INTO deadlines (id, "case", kind, owner_kind, owner, raw_on, due_on, act_on, opened_on, rule, trace,'
        " state, next_on) VALUES (?, ?, 'follow_up', 'handles', '', ?, ?, ?, ?, 'follow_up@1', '[]', ?, ?)",
        owed,
    )
