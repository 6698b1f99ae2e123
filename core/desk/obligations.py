"""An answer that never arrived is none: a failed mail to the reporter re-opens what it had met (design.md)."""

from core.domain.answers import MET_BY
from core.store import deadlines
from core.store.engine import Tx
from core.store.outbox_list import MailRow


def reopened(tx: Tx, row: MailRow) -> None:
    """Open again what the act had met by this mail; a closed case stays closed, flagged «Melder ikke nådd» (§6).

    The obligation that is left is the answer itself: the preliminary reply where it was still owed.
    """
    if row.case is None or row.template not in MET_BY:
        return
    deadlines.reopen(tx, row.case, MET_BY[row.template])
    deadlines.put_next_due(tx, row.case)


def met_again(tx: Tx, row: MailRow) -> None:
    """A failed answer is sent again: it discharges what it did the first time, until it fails again."""
    if row.case is None or row.template not in MET_BY:
        return
    deadlines.meet_again(tx, row.case, MET_BY[row.template])
    deadlines.put_next_due(tx, row.case)
