"""Where a mail goes: the address and language behind a party, and the addresses that mail servers refuse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.domain.case import Party
from core.domain.people import Directory
from core.errors import Refused
from core.store.engine import Tx
from core.store.values import instant, moment


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address and the language its reader is written to in (nb, nn, en)."""

    address: str
    language: str


def find(tx: Tx, to: Party, case: str | None, directory: Directory, office: str | None = None) -> Recipient:
    """Where a mail to a party goes; `office` is the configured address of one outside the directory.

    Raises Refused("mail.no_address").
    """
    if to.kind == "person":
        person = directory.people.get(to.id)
        found = Recipient(person.email, person.language) if person else None
    elif office:
        found = Recipient(office, "nb")
    elif to.kind == "unit":
        unit = directory.units.get(to.id)
        found = Recipient(unit.email, "nb") if unit else None  # an office writes bokmål
    else:
        row = tx.execute(
            "SELECT email, language FROM parties WHERE \"case\" = :case AND kind = :kind AND (:id = '' OR id = :id)",
            {"case": case, "kind": to.kind, "id": to.id},
        ).fetchone()
        found = Recipient(row["email"], row["language"]) if row else None
    if found is None or not found.address:
        raise Refused("mail.no_address")
    return found


def check(tx: Tx, to: Party, found: Recipient, directory: Directory) -> None:
    """That this reader may be written to at all. Raises Refused: mail.person_inactive, mail.address_refused."""
    if to.kind == "person" and not directory.people[to.id].active:
        raise Refused("mail.person_inactive")
    if is_bad(tx, found.address):
        raise Refused("mail.address_refused")


def doubtful(tx: Tx, cases: Iterable[str], login: str, address: str) -> frozenset[str]:
    """Those of some cases of which somebody may have to be told no more: restricted, or perhaps barred to them."""
    sql = (
        "SELECT 1 FROM cases c WHERE id = :case AND (restricted OR EXISTS"
        " (SELECT 1 FROM participants WHERE \"case\" = c.id AND relation = 'excluded' AND who = :login) OR EXISTS"
        " (SELECT 1 FROM parties WHERE \"case\" = c.id AND kind = 'reporter' AND email_key = :address))"
    )
    who = {"login": login, "address": address.casefold()}
    return frozenset(case for case in cases if tx.execute(sql, {"case": case, **who}).fetchone())


def faculty(tx: Tx, case: str) -> str:
    """The faculty a case stands at now."""
    row = tx.execute("SELECT faculty FROM cases WHERE id = :case", {"case": case}).fetchone()
    return str(row["faculty"]) if row else ""


def kind(tx: Tx, case: str) -> str:
    """What kind of case it is, "" where there is none."""
    row = tx.execute("SELECT kind FROM cases WHERE id = :case", {"case": case}).fetchone()
    return str(row["kind"]) if row else ""


def is_bad(tx: Tx, address: str) -> bool:
    return (
        tx.execute(
            "SELECT 1 FROM addresses WHERE address = :address AND state = 'bad'", {"address": address.casefold()}
        ).fetchone()
        is not None
    )


def mark_bad(tx: Tx, address: str, reason: str, now: datetime) -> None:
    """Remember that a mail server refused the address for good."""
    tx.execute(
        "INSERT INTO addresses (address, state, reason, at) VALUES (:address, 'bad', :reason, :at)"
        " ON CONFLICT (address) DO UPDATE SET state = 'bad', reason = excluded.reason, at = excluded.at",
        {"address": address.casefold(), "reason": reason, "at": instant(now)},
    )


def clear_bad(tx: Tx, address: str) -> list[str]:
    """Forget that an address was refused: it was corrected, or a person wants it tried again.

    What was forgotten, as `mark_again` takes it.
    """
    row = tx.execute(
        "DELETE FROM addresses WHERE address = :address RETURNING address, reason, at", {"address": address.casefold()}
    ).fetchone()
    return list(row) if row else []


def mark_again(tx: Tx, address: str, reason: str, at: str) -> None:
    """Take back `clear_bad`."""
    mark_bad(tx, address, reason, moment(at))
