"""How far somebody's lists reach, as conditions of a query (workflow.md §7)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody's lists reach (workflow.md §7), as codes and logins; `all` for the installation.

    `caseworker` are faculties, `exams` the roles of the examinations office: complaints are theirs, deviations are not.

    `also`, `less` and `never` are keys of the few cases where it is otherwise than the codes say: a duty has fallen to
    the reader (D18), or a right of those they stand in for has not, as to the text or as to the whole case.
    """

    all: bool = False
    contact: tuple[str, ...] = ()
    reader: tuple[str, ...] = ()
    caseworker: tuple[str, ...] = ()
    exams: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    hse: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    quality: bool = False
    email: str = ""
    also: tuple[int, ...] = ()
    less: tuple[int, ...] = ()
    never: tuple[int, ...] = ()


class Where:
    """Conditions and their named values, put together from our own words only."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.values: dict[str, object] = {}

    def any_of(self, names: Iterable[object]) -> str:
        """`(:v0, :v1, …)` for use behind IN."""
        keys = []
        for name in names:
            key = f"v{len(self.values)}"
            self.values[key] = name
            keys.append(f":{key}")
        return f"({', '.join(keys)})"

    @property
    def text(self) -> str:
        return " AND ".join(self.parts) or "1"


def full(reach: Reach, where: Where) -> str:
    """Cases of which the reader sees the text."""
    if reach.all:
        return "1"
    units, logins = where.any_of(reach.contact), where.any_of(reach.logins)
    hse, roles = where.any_of(reach.hse), where.any_of(reach.roles)
    readers = where.any_of(reach.reader)
    informed = where.any_of((*reach.logins, *reach.roles))
    full = (
        f"(c.kind = 'deviation' AND (c.faculty IN {units} OR (NOT c.restricted AND (c.handler IN {logins}"
        f" OR c.id IN (SELECT t.\"case\" FROM tasks t WHERE t.owner_kind = 'person' AND t.owner IN {logins})"
        f" OR c.id IN (SELECT t.\"case\" FROM tasks t WHERE t.owner_kind = 'role' AND t.owner IN {roles})"
        f" OR c.id IN (SELECT p.\"case\" FROM participants p WHERE p.relation = 'informed' AND p.who IN {informed})"
        f" OR c.id IN (SELECT p.\"case\" FROM participants p WHERE p.relation = 'reader' AND p.who IN {readers})"
        f" OR (c.faculty IN {hse} AND c.state = 'transferred'))))"
        f" OR c.kind = 'complaint' AND (c.faculty IN {where.any_of(reach.caseworker)} OR c.handler IN {logins}))"
    )
    if reach.less:
        full = f"({full} AND c.n NOT IN {where.any_of(reach.less)})"
    return f"({full} OR c.n IN {where.any_of(reach.also)})" if reach.also else full


def treated(reach: Reach, where: Where) -> str:
    """Cases of which the reader sees the whole history, and so what they are linked to."""
    if reach.all:
        return "1"
    treated = f"(c.faculty IN {where.any_of(reach.contact)} OR c.handler IN {where.any_of(reach.logins)})"
    return f"({treated} AND c.n NOT IN {where.any_of(reach.less)})" if reach.less else treated


def within(reach: Reach, where: Where) -> None:
    """Only cases the reader may know of."""
    if reach.all:
        return
    led = where.any_of(reach.leader)
    overseen = "(NOT c.restricted AND c.kind = 'deviation')" if reach.quality else "0"
    office = "0"
    if reach.exams:
        roles = where.any_of(reach.exams)
        office = f"c.id IN (SELECT t.\"case\" FROM tasks t WHERE t.owner_kind = 'role' AND t.owner IN {roles})"
    fallen = f"c.n IN {where.any_of(reach.less)}" if reach.less else "0"
    seen = (full(reach, where), f"(NOT c.restricted AND c.unit IN {led})", overseen, office, fallen)
    where.parts.append(f"({' OR '.join(seen)})")
    if reach.never:
        where.parts.append(f"c.n NOT IN {where.any_of(reach.never)}")
    where.values["email"], where.values["me"] = reach.email.casefold(), reach.logins[0]
    where.parts.append(
        "c.id NOT IN (SELECT \"case\" FROM parties WHERE kind = 'reporter' AND email_key = :email)"
        " AND c.id NOT IN (SELECT \"case\" FROM participants WHERE relation = 'excluded' AND who = :me)"
    )


def otherwise(tx: Tx, logins: Collection[str], emails: Collection[str], restricted_at: Collection[str]) -> list[str]:
    """Cases in which one of these people is barred, or that are restricted at one of these faculties: their ids."""
    found: set[str] = set()
    for question, names in (
        ("SELECT \"case\" FROM participants WHERE relation = 'excluded' AND who IN", logins),
        ("SELECT \"case\" FROM parties WHERE kind = 'reporter' AND email_key IN", emails),
        ("SELECT id FROM cases WHERE restricted AND faculty IN", restricted_at),
    ):
        if names:
            where = Where()
            found.update(row[0] for row in tx.execute(f"{question} {where.any_of(names)}", where.values))
    return sorted(found)
