"""From an outbox row to a letter: its reader, its facts, its text, its bytes. One path for preview and wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from core.config import Settings
from core.config.values import split_address
from core.domain.digest import Line
from core.domain.digest import lines as digest_of
from core.domain.notice import still_told
from core.domain.people import Directory
from core.errors import Refused
from core.store import cases, people, recipients, reminders, rules
from core.store.engine import Tx
from core.store.outbox import Claimed, Rendered
from core.store.secret import secret
from core.store.values import load, moment

if TYPE_CHECKING:
    from core.messages.render import Text

BULK: Final = "digest"
UNBUILDABLE: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What a spoilt row can raise on its way to a letter: the row is parked and the queue goes on (faults.md G14)."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is needed to write a row's letter, read in one go."""

    row: Claimed
    to: recipients.Recipient
    facts: Mapping[str, Any]
    secret: bytes


@dataclass(frozen=True, slots=True)
class House:
    """What every letter needs of the installation, read once for a batch."""

    directory: Directory
    secret: bytes
    today: date


def house(tx: Tx, today: date) -> House:
    return House(people.directory(tx), secret(tx), today)


def gather(tx: Tx, row: Claimed, settings: Settings, at: House, *, anyhow: bool = False) -> Known:
    """Read who is written to and every fact the template declares; `anyhow` to show what may not be sent.

    Raises: Refused("mail.…") with why it cannot be sent; one of UNBUILDABLE when the row is spoilt.
    """
    from core.messages.facts import FACTS

    directory = at.directory
    to = recipients.find(tx, row.to, row.case, directory, _office_of(row, settings))
    if not anyhow:
        recipients.check(tx, row.to, to, directory)
        if row.case and not _told_of(tx, row, [row.case], to, at):
            raise Refused("mail.person_barred")
    facts: dict[str, Any] = dict(load(row.facts))
    if "cases" in facts and not (facts := facts | {"cases": _told_of(tx, row, facts["cases"], to, at)})["cases"]:
        raise Refused("mail.nothing_left")
    if row.case and not {"number", "faculty"} <= facts.keys():
        facts = {"number": row.case, "faculty": recipients.faculty(tx, row.case)} | facts
    if row.template == BULK:
        facts["lines"] = _lines(tx, row, date.fromisoformat(facts["day"]), settings)
    declared = FACTS[row.template]
    for name in ("number", "faculty"):
        if name not in declared:
            facts.pop(name, None)
    facts |= _resolved(declared, facts, directory, to.language, settings)
    if row.case and "case_kind" in declared:
        facts["case_kind"] = recipients.kind(tx, row.case)
    return Known(row, to, facts, at.secret)


def _told_of(tx: Tx, row: Claimed, told: Sequence[str], to: recipients.Recipient, at: House) -> Sequence[str]:
    """Those of the cases in a mail that its reader may still be told of."""
    if row.to.kind != "person":
        return told
    login, doubtful = row.to.id, recipients.doubtful(tx, told, row.to.id, to.address)
    return [id for id in told if id not in doubtful or still_told(login, cases.get(tx, id), at.directory, at.today)]


def earlier(known: Known) -> Rendered | None:
    """What an earlier try left, unless the reader's address is another now."""
    row = known.row
    head = (row.data or b"").partition(b"\r\n\r\n")[0]
    if (
        not row.data
        or not row.message_id
        or not row.date
        or f"To: {known.to.address}".encode() not in head.split(b"\r\n")
    ):
        return None
    return Rendered(row.n, row.facts, row.message_id, moment(row.date), "", known.to.address, row.data, fresh=False)


def address(tx: Tx, row: Claimed, settings: Settings) -> str:
    """Where a row goes, "" when it goes nowhere."""
    try:
        return recipients.find(tx, row.to, row.case, people.directory(tx), _office_of(row, settings)).address
    except Refused:
        return ""


def _office_of(row: Claimed, settings: Settings) -> str | None:
    return settings.offices.address(row.to.id) if row.to.kind == "named" else None


def text(known: Known, settings: Settings) -> "Text":
    """The letter as its reader will see it."""
    from core.messages.render import render

    return render(known.row.template, known.to.language, known.facts, settings.mail.templates)


def build(known: Known, settings: Settings, now: datetime) -> Rendered:
    """The letter as it stands on the wire; Message-ID and date are those of the first try. Raises UNBUILDABLE."""
    from core.messages import wire

    row, mail = known.row, settings.mail
    written = text(known, settings)
    message_id = row.message_id or wire.message_id(known.secret, row.key, mail.domain)
    date = moment(row.date) if row.date else now.astimezone(UTC)
    data = wire.build(
        written,
        mail.sender_address,
        known.to.address,
        message_id,
        date,
        row.template == BULK,
        name=mail.sender_name,
        reply_to=split_address(mail.reply_to) if mail.reply_to else None,
    )
    return Rendered(row.n, row.facts, message_id, date, written.subject, known.to.address, data)


def _resolved(
    declared: frozenset[str], facts: Mapping[str, Any], directory: Directory, language: str, settings: Settings
) -> dict[str, str]:
    """The facts a rule cannot know (core.messages.facts): names and addresses of units, the installation's link."""
    from core.messages.facts import RESOLVED

    offices = {
        "reception": directory.office("whistleblowing", facts.get("faculty", "")),
        "ombud": directory.office("ombud"),
    }
    resolved = {}
    for name in declared & (RESOLVED.keys() - {"case_kind"}):
        if name == "link":
            resolved[name] = settings.mail.link.replace("{case}", "{number}")
            continue
        who, _, what = name.rpartition("_")
        unit = offices[who] if who in offices else directory.units.get(facts[RESOLVED[name]])
        resolved[name] = "" if unit is None else unit.name(language) if what == "name" else unit.email
    return resolved


def _lines(tx: Tx, row: Claimed, day: date, settings: Settings) -> list[Line]:
    written = reminders.lines(tx, row.n, settings.deadlines.timezone)
    faculties, kept = {line.owed.case.faculty for line in written}, rules.kept(tx)
    terms = {faculty: replace(settings.for_faculty(faculty), kept=kept) for faculty in faculties}
    lines = digest_of(written, people.directory(tx), day, terms)
    if not lines:
        raise Refused("mail.nothing_left")
    return lines
