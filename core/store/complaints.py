"""The detail of a complaint in the database: one row, its parts, its commissions and their examiners."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from core.domain.complaint.case import (
    Commission,
    Complaint,
    Decision,
    Examiner,
    Grade,
    Letter,
    Part,
    Protocol,
    Step,
    Type,
)
from core.domain.complaint.diploma_held import Diploma, Issue, Lock, kinds_of
from core.store.engine import Tx
from core.store.values import day_text, dump, load, maybe_day

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_PLAIN: Final = (
    "student_number", "term", "part", "part_weight", "original_grade", "scale", "journal_number", "student_reasons",
    "remark", "late_accepted", "gap", "basis", "reason",
)  # fmt: skip
_DAYS: Final = (
    "announced", "received_on", "sent_on", "explanation_given", "formal_decided_on", "decided_on", "told_on",
    "appealed_on", "total_on", "corrected_on", "postponed_until",
)  # fmt: skip
_FLAGS: Final = ("third", "log_deleted", "blocked")
_DIPLOMA_DAYS: Final = ("issued_on", "known_on", "returned_on", "posted_on")

_TABLES: Final = {
    "complaint_parts": '"case" = :case',
    "commissions": '"case" = :case',
    "parties": "\"case\" = :case AND kind = 'named'",
    "examiners": 'commission IN (SELECT id FROM commissions WHERE "case" = :case)',
}
"""What hangs on a complaint, in the order it is written, and whose it is."""


def get(tx: Tx, case: str) -> tuple[Complaint, bool]:
    """The complaint of a case, and whether anything in it has been masked."""
    row = tx.execute('SELECT * FROM complaints WHERE "case" = :case', {"case": case}).fetchone()
    simple: dict[str, Any] = {name: row[name] for name in _PLAIN}
    simple |= {name: maybe_day(row[name]) for name in _DAYS} | {name: bool(row[name]) for name in _FLAGS}
    complaint = Complaint(
        **simple,
        type=Type(row["type"]),
        decision=Decision(row["decision"]) if row["decision"] else None,
        parts=_parts(tx, case),
        commissions=_commissions(tx, case),
        grades=tuple(Grade(round, grade, _day(on), bool(logged)) for round, grade, on, logged in load(row["grades"])),
        protocol=_protocol(row["protocol"]),
        diploma=Diploma(
            kinds_of(row["diploma_kind"]),
            Issue(row["diploma_state"]),
            *(maybe_day(row[f"diploma_{name}"]) for name in _DIPLOMA_DAYS),
        ),
        locks=frozenset(Lock(lock) for lock in load(row["locks"])),
        letters=tuple(Letter(number, _day(on), maybe_day(by)) for number, on, by in load(row["letters"])),
        steps=tuple(Step(step, maybe_day(on), task) for step, on, task in load(row["steps"])),
        flags=tuple(load(row["flags"])),
    )
    return complaint, bool(row["masked"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _protocol(text: str | None) -> Protocol | None:
    if text is None:
        return None
    round, signed_on, sent_on, note = load(text)
    return Protocol(round, _day(signed_on), _day(sent_on), bool(note))


def _parts(tx: Tx, case: str) -> tuple[Part, ...]:
    rows = tx.execute('SELECT * FROM complaint_parts WHERE "case" = :case ORDER BY n', {"case": case})
    return tuple(Part(row["part"], row["weight"], row["grade"]) for row in rows)


def _commissions(tx: Tx, case: str) -> tuple[Commission, ...]:
    rows = tx.execute('SELECT * FROM commissions WHERE "case" = :case ORDER BY round', {"case": case}).fetchall()
    return tuple(
        Commission(
            row["round"],
            row["number"],
            _examiners(tx, row["id"]),
            maybe_day(row["sent_on"]),
            maybe_day(row["due_on"]),
        )
        for row in rows
    )


def _examiners(tx: Tx, commission: str) -> tuple[Examiner, ...]:
    rows = tx.execute(
        "SELECT p.id, p.name, p.email, e.external FROM examiners e JOIN parties p ON p.id = e.party"
        " WHERE e.commission = :commission ORDER BY e.n",
        {"commission": commission},
    )
    return tuple(Examiner(row["id"], row["name"], row["email"], bool(row["external"])) for row in rows)


def columns(complaint: Complaint) -> dict[str, Any]:
    """Its row, as the database holds it, without its case and whether it is masked."""
    diploma, protocol = complaint.diploma, complaint.protocol
    return {
        "type": complaint.type.value,
        **{name: getattr(complaint, name) for name in _PLAIN},
        **{name: day_text(getattr(complaint, name)) for name in _DAYS},
        **{name: int(getattr(complaint, name)) for name in _FLAGS},
        "decision": complaint.decision.value if complaint.decision else None,
        "grades": dump([[g.round, g.grade, day_text(g.given_on), int(g.logged_only)] for g in complaint.grades]),
        "protocol": protocol
        and dump([protocol.round, day_text(protocol.signed_on), day_text(protocol.sent_on), int(protocol.note)]),
        "diploma_kind": diploma.kind,
        "diploma_state": diploma.state.value,
        **{f"diploma_{name}": day_text(getattr(diploma, name)) for name in _DIPLOMA_DAYS},
        "locks": dump(sorted(lock.value for lock in complaint.locks)),
        "letters": dump([[each.number, day_text(each.on), day_text(each.return_by)] for each in complaint.letters]),
        "steps": dump([[step.step, day_text(step.on), step.task] for step in complaint.steps]),
        "flags": dump(list(complaint.flags)),
    }


def rows(case: str, complaint: Complaint) -> dict[str, list[dict[str, Any]]]:
    """What hangs on it in tables of its own, by table."""
    parts = [
        {"case": case, "n": n, "part": part.name, "weight": part.weight, "grade": part.grade}
        for n, part in enumerate(complaint.parts)
    ]
    commissions = [
        {
            "id": f"{case}:{each.round}",
            "case": case,
            "round": each.round,
            "number": each.number,
            "sent_on": day_text(each.sent_on),
            "due_on": day_text(each.due_on),
        }
        for each in complaint.commissions
    ]
    members = [(each.round, n, one) for each in complaint.commissions for n, one in enumerate(each.examiners)]
    examiners = [
        {"commission": f"{case}:{round}", "n": n, "party": one.key, "external": int(one.external)}
        for round, n, one in members
    ]
    parties = {one.key: _party(case, one) for _, _, one in members}
    return {
        "complaint_parts": parts,
        "commissions": commissions,
        "parties": [*parties.values()],
        "examiners": examiners,
    }


def _party(case: str, examiner: Examiner) -> dict[str, Any]:
    """An examiner is written to in bokmål: the university's language to those it appoints."""
    return {
        "id": examiner.key,
        "case": case,
        "kind": "named",
        "name": examiner.name,
        "email": examiner.email,
        "email_key": examiner.email.casefold(),
        "reporter_kind": "",
        "language": "nb",
    }


def put(tx: Tx, case: str, found: Rows) -> None:
    """Make what hangs on a complaint these rows, as `rows` made them."""
    for table in reversed(_TABLES):
        tx.execute(f"DELETE FROM {table} WHERE {_TABLES[table]}", {"case": case})
    for table in _TABLES:
        for row in found[table]:
            names = ", ".join(f'"{name}"' for name in row)
            tx.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", dict(row))


def of_student(tx: Tx, student_number: str, term: str) -> tuple[str, ...]:
    """The cases in which a student complained on grades of a term, oldest first."""
    found = tx.execute(
        'SELECT c.id FROM complaints x JOIN cases c ON c.id = x."case"'
        " WHERE x.student_number = :student AND x.term = :term ORDER BY c.n",
        {"student": student_number, "term": term},
    )
    return tuple(row["id"] for row in found)
