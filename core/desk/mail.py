"""The outbox as the programs use it: claimed and settled by the daemon, looked at and stirred by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.crash import point
from core.desk import letters, obligations
from core.desk.office import Office
from core.domain.case import SYSTEM
from core.domain.policy import standing, view
from core.domain.post import Letter, Outcome
from core.domain.reached import barred
from core.errors import Forbidden, NotFound, Refused
from core.store import acts, cases, outbox, outbox_list, people, recipients
from core.store.engine import Tx
from core.store.outbox import LEASE, Claimed, Rendered, Settled
from core.store.outbox_list import MailRow

__all__ = ["LEASE", "Batch", "Mail", "MailRow", "MailText"]

_AGAIN: Final = timedelta(minutes=5)
_NOT_THEIRS: Final = frozenset({"mail.nothing_left", "mail.person_barred"})
"""Why a mail is stopped without anybody having to do something about it."""


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail as its reader sees it. `exact` is False when what left was written from facts that changed since."""

    row: MailRow
    subject: str
    body: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed: `letters` to send; `parked`, mails that will not be sent, each with the message id of why."""

    letters: Sequence[Letter] = ()
    parked: Sequence[tuple[MailRow, str]] = ()


class Mail:
    """`desk.mail`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    # What the daemon does

    async def recover(self) -> int:
        """Free what a daemon that is gone had in hand; only whoever knows that it is the one daemon may call this."""
        return await self._office.db.write(outbox.recover)

    async def next_at(self) -> datetime | None:
        """When the next mail may leave; None when none waits."""
        return await self._office.db.read(outbox.next_at)

    async def claim(self, limit: int) -> Batch:
        """Take up to `limit` mails that may leave, rendered. What cannot be sent is failed, with why."""
        at = self._office.now()
        rows = await self._office.db.write(lambda tx: outbox.claim(tx, at, limit))
        if not rows:
            return Batch()
        point("after claim")
        found = await self._office.db.read(lambda tx: self._gather_all(tx, rows))
        ready = [self._render(each, at) for each in found]
        rendered = [each for each in ready if isinstance(each, Rendered)]
        parked = [each for each in ready if isinstance(each, Settled)]
        fresh = [each for each in rendered if each.fresh]
        kept, told = await self._office.db.write(lambda tx: self._keep(tx, fresh, parked))
        by_n = {row.n: row for row in rows}
        letters = [self._letter(by_n[each.n], each, at) for each in rendered if not each.fresh or each.n in kept]
        return Batch(letters, told)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of mails, all in one transaction."""
        if outcomes:
            await self._office.db.write(lambda tx: self._settle(tx, outcomes))

    async def hand_back(self, letters: Sequence[Letter]) -> None:
        """Give claimed mails back untried; the attempt does not count."""
        if letters:
            await self._office.db.write(lambda tx: outbox.hand_back(tx, [letter.n for letter in letters]))

    # What people do

    async def list(self, who: str | None, state: str | None = None, case: str | None = None) -> tuple[MailRow, ...]:
        """The newest mails first; those the person acting may know of."""
        at = self._office.now()

        def unit(tx: Tx) -> tuple[MailRow, ...]:
            return tuple(
                row for row in outbox_list.rows(tx, at, state=state, case=case) if self._may(tx, who, row) != "nothing"
            )

        return await self._office.db.read(unit)

    async def failures(self, who: str | None) -> tuple[MailRow, ...]:
        """What needs a person: failed mails, and those of which nobody knows whether they arrived."""
        return await self.list(who, "failed") + await self.list(who, "unknown")

    async def counts(self) -> dict[str, int]:
        """How many mails are in each state."""
        return await self._office.db.read(outbox_list.counts)

    async def show(self, who: str | None, id: int) -> MailText:
        """The mail with its text, written by what writes it for the wire.

        Raises: NotFound("mail.none"), Forbidden("mail.no_text"), Refused("mail.…") when it cannot be written.
        """
        at = self._office.now()

        def unit(tx: Tx) -> tuple[MailRow, letters.Known]:
            row = outbox_list.row(tx, id, at)
            sees = self._may(tx, who, row)
            if sees != "text":
                raise Forbidden("mail.no_text", id=id) if sees == "metadata" else NotFound("mail.none", id=id)
            return row, self._facts(tx, outbox_list.as_claimed(tx, id), self._house(tx), anyhow=True)

        try:
            row, known = await self._office.db.read(unit)
            text, built = letters.text(known, self._office.settings), letters.build(known, self._office.settings, at)
        except letters.UNBUILDABLE as error:
            raise Refused("mail.unbuildable", id=id) from error
        exact = row.state != "sent" or outbox.digest(built.data) == row.digest
        return MailText(row, text.subject, text.body, exact)

    async def retry(self, who: str | None, id: int) -> MailRow:
        """Try a mail that failed, or whose fate is unknown, from the start; its address counts as good again."""
        return await self._change(who, id, "retry")

    async def hold(self, who: str | None, id: int) -> MailRow:
        """Keep a waiting mail back until it is released."""
        return await self._change(who, id, "hold")

    async def release(self, who: str | None, id: int) -> MailRow:
        """Let a held mail wait for its time again."""
        return await self._change(who, id, "release")

    async def send(self, who: str | None, id: int) -> MailRow:
        """Let a mail leave now, before its time."""
        return await self._change(who, id, "send")

    async def cancel(self, who: str | None, id: int) -> MailRow:
        """Stop a mail that has not been sent."""
        return await self._change(who, id, "cancel")

    async def _change(self, who: str | None, id: int, verb: str) -> MailRow:
        at = self._office.now()

        def unit(tx: Tx) -> MailRow:
            before = outbox_list.row(tx, id, at)
            if self._may(tx, who, before) == "nothing":
                raise NotFound("mail.none", id=id)
            if verb == "retry" and (
                address := letters.address(tx, outbox_list.as_claimed(tx, id), self._office.settings)
            ):
                recipients.clear_bad(tx, address)
            after = outbox_list.change(tx, id, verb, at)
            if before.to.kind == "reporter":
                if verb == "retry" and before.state == "failed":
                    obligations.met_again(tx, after)
                elif verb == "cancel" and before.state != "failed":
                    obligations.reopened(tx, after)  # an answer that is stopped is none
            acts.add_about_mail(tx, who or SYSTEM.kind, verb, after, at)
            return after

        return await self._office.db.write(unit)

    # How

    def _may(self, tx: Tx, who: str | None, row: MailRow) -> str:
        """What the person acting may see of a mail: its "text", its "metadata", "nothing" (workflow.md §7).

        The installation sees all. A mail about a case is seen by whoever sees the case's mails, and by its own reader;
        an administrator sees of every mail when it went, not what it said. Of a restricted case nobody else sees that
        much (§2), nor does who is barred of any mail about the case (D18).
        """
        if who is None:
            return "text"
        directory = people.directory(tx)
        me = self._office.actor(who, directory, self._office.now())
        if row.case is not None:
            case = cases.get(tx, row.case)
            seen = view(case, standing(case, me, directory))
            if seen is not None and seen.mails:
                return "text"
            if case.restricted or who in barred(case, directory):
                return "nothing"
        if row.to.kind == "person" and row.to.id == who:
            return "text"
        return "metadata" if any(grant.role == "admin" for grant in me.grants) else "nothing"

    def _gather_all(self, tx: Tx, rows: Sequence[Claimed]) -> Sequence[letters.Known | Settled]:
        house = self._house(tx)
        return [self._gather(tx, row, house) for row in rows]

    def _house(self, tx: Tx) -> letters.House:
        return letters.house(tx, self._office.today(self._office.now()))

    def _facts(self, tx: Tx, row: Claimed, house: letters.House, *, anyhow: bool = False) -> letters.Known:
        return letters.gather(tx, row, self._office.settings, house, anyhow=anyhow)

    def _gather(self, tx: Tx, row: Claimed, house: letters.House) -> letters.Known | Settled:
        if row.losses >= outbox.MOST_LOSSES:
            return Settled(row.n, "failed", "mail.lost_too_often")
        try:
            return self._facts(tx, row, house)
        except Refused as refusal:
            return Settled(row.n, "cancelled" if refusal.id in _NOT_THEIRS else "failed", refusal.id)
        except letters.UNBUILDABLE:
            return Settled(row.n, "failed", "mail.unbuildable")

    def _render(self, found: letters.Known | Settled, at: datetime) -> Rendered | Settled:
        if isinstance(found, Settled):
            return found
        try:
            return letters.earlier(found) or letters.build(found, self._office.settings, at)
        except letters.UNBUILDABLE:
            return Settled(found.row.n, "failed", "mail.unbuildable")

    def _keep(
        self, tx: Tx, fresh: Sequence[Rendered], parked: Sequence[Settled]
    ) -> tuple[frozenset[int], Sequence[tuple[MailRow, str]]]:
        kept = outbox.keep(tx, fresh)
        outbox.hand_back(tx, [each.n for each in fresh if each.n not in kept])
        self._write_down(tx, parked)
        return kept, tuple((outbox_list.row(tx, each.n, self._office.now()), each.answer) for each in parked)

    def _settle(self, tx: Tx, outcomes: Sequence[Outcome]) -> None:
        at = self._office.now()
        for outcome in outcomes:
            if outcome.bad_address and (
                address := letters.address(tx, outbox_list.as_claimed(tx, outcome.n), self._office.settings)
            ):
                recipients.mark_bad(tx, address, outcome.answer, at)
        self._write_down(tx, [_settled(outcome, at) for outcome in outcomes])
        point("before commit of settle")

    def _write_down(self, tx: Tx, settled: Sequence[Settled]) -> None:
        outbox.settle(tx, settled)
        for each in settled:
            if each.state == "failed":
                row = outbox_list.row(tx, each.n, self._office.now())
                if row.to.kind == "reporter":
                    obligations.reopened(tx, row)

    def _letter(self, row: Claimed, rendered: Rendered, at: datetime) -> Letter:
        return Letter(
            n=row.n,
            case=row.case,
            template=row.template,
            sender=self._office.settings.mail.sender_address,
            recipient=rendered.recipient,
            message_id=rendered.message_id,
            data=rendered.data,
            attempts=row.attempts,
            claimed_at=at,
        )


def _settled(outcome: Outcome, at: datetime) -> Settled:
    state = {"retry": "waiting"}.get(outcome.result, outcome.result)
    again = outcome.retry_at or at + _AGAIN if state in ("waiting", "unknown") else None
    return Settled(outcome.n, state, outcome.answer, again, at if state == "sent" else None)
