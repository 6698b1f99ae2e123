"""Units, people, roles and absences in the database."""

from collections.abc import Iterable
from datetime import date

from core.domain.people import Absence, Directory, Person, Role, Subject, Unit
from core.store import engine
from core.store.engine import Tx
from core.store.secret import secret
from core.store.values import day_text, maybe_day

_kept: dict[bytes, tuple[int, Directory]] = {}


def directory(tx: Tx) -> Directory:
    """The whole directory, kept until it changes: a counter moves whenever any of it is written."""
    version = _version(tx)
    key = secret(tx)
    kept = _kept.get(key)
    if kept is None or kept[0] != version:
        kept = _kept[key] = (version, _load(tx))
    return kept[1]


def _version(tx: Tx) -> int:
    row = tx.execute("SELECT value FROM counters WHERE kind = 'directory' AND year = 0").fetchone()
    return int(row[0]) if row else 0


def changed(tx: Tx) -> None:
    """Say that the directory is another now; every function that writes to it does."""
    tx.execute(
        "INSERT INTO counters (kind, year, value) VALUES ('directory', 0, 1)"
        " ON CONFLICT (kind, year) DO UPDATE SET value = value + 1"
    )


def _load(tx: Tx) -> Directory:
    units = [
        Unit(r["code"], r["parent"], r["kind"], _names(r, "nb", "nn", "en"), r["email"])
        for r in tx.execute("SELECT * FROM units ORDER BY code")
    ]
    people = [
        Person(r["login"], r["name"], r["email"], r["language"], bool(r["active"]))
        for r in tx.execute("SELECT * FROM people ORDER BY login")
    ]
    roles = [
        Role(r["unit"], r["role"], r["login"], r["course"])
        for r in tx.execute("SELECT * FROM roles ORDER BY unit, role, login, course")
    ]
    absences = [
        Absence(r["login"], date.fromisoformat(r["from_on"]), maybe_day(r["to_on"]), r["substitute"], r["source"])
        for r in tx.execute("SELECT * FROM absences ORDER BY login, from_on")
    ]
    subjects = [
        Subject(r["code"], _names(r, "nb", "en"), r["unit"], r["kind"]) for r in tx.execute("SELECT * FROM subjects")
    ]
    return Directory(
        {unit.code: unit for unit in units},
        {person.login: person for person in people},
        tuple(roles),
        tuple(absences),
        {(subject.kind, subject.code): subject for subject in subjects},
    )


def replace_all(tx: Tx, new: Directory) -> None:
    """Make the directory this one. Whoever is missing is deactivated, never deleted; other absences than the
    directory's own stay."""
    _units(tx, new.units.values())
    _people(tx, new.people.values())
    tx.execute("DELETE FROM subjects")
    for subject in new.subjects.values():
        names = dict(subject.names)
        tx.execute(
            "INSERT INTO subjects (code, kind, unit, name_nb, name_en) VALUES (:code, :kind, :unit, :nb, :en)",
            {"code": subject.code, "kind": subject.kind, "unit": subject.unit, "nb": names["nb"], "en": names["en"]},
        )
    tx.execute("DELETE FROM roles")
    for role in new.roles:
        tx.execute(
            "INSERT INTO roles (unit, role, login, course) VALUES (:unit, :role, :login, :course)",
            {"unit": role.unit, "role": role.role, "login": role.login, "course": role.course},
        )
    tx.execute("DELETE FROM absences WHERE source = 'directory'")
    for absence in new.absences:
        _absence(tx, absence)
    changed(tx)


def put_absences(tx: Tx, login: str, absences: Iterable[Absence]) -> None:
    """Make these all the absences of a person."""
    tx.execute("DELETE FROM absences WHERE login = :login", {"login": login})
    for absence in absences:
        _absence(tx, absence)
    changed(tx)


def _absence(tx: Tx, absence: Absence) -> None:
    tx.execute(
        "INSERT INTO absences (id, login, from_on, to_on, substitute, source)"
        " VALUES (:id, :login, :from_on, :to_on, :substitute, :source)",
        {
            "id": f"{absence.login}:{absence.from_on.isoformat()}:{absence.source}",
            "login": absence.login,
            "from_on": absence.from_on.isoformat(),
            "to_on": day_text(absence.to_on),
            "substitute": absence.substitute,
            "source": absence.source,
        },
    )


def _units(tx: Tx, units: Iterable[Unit]) -> None:
    """A unit that is gone stays while cases name it; its parent and address are the last known."""
    for unit in units:
        names = dict(unit.names)
        tx.execute(
            "INSERT INTO units (code, parent, kind, name_nb, name_nn, name_en, email)"
            " VALUES (:code, :parent, :kind, :nb, :nn, :en, :email)"
            " ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, kind = excluded.kind,"
            " name_nb = excluded.name_nb, name_nn = excluded.name_nn, name_en = excluded.name_en,"
            " email = excluded.email",
            {
                "code": unit.code,
                "parent": unit.parent,
                "kind": unit.kind,
                "nb": names["nb"],
                "nn": names["nn"],
                "en": names["en"],
                "email": unit.email,
            },
        )


def _people(tx: Tx, people: Iterable[Person]) -> None:
    tx.execute("UPDATE people SET active = 0")
    for person in people:
        tx.execute(
            "INSERT INTO people (login, name, email, language, active) VALUES (:login, :name, :email, :language, 1)"
            " ON CONFLICT (login) DO UPDATE SET name = excluded.name, email = excluded.email,"
            " language = excluded.language, active = 1",
            {"login": person.login, "name": person.name, "email": person.email, "language": person.language},
        )


def _names(row: engine.Row, *languages: str) -> tuple[tuple[str, str], ...]:
    return tuple((language, row[f"name_{language}"]) for language in languages)
