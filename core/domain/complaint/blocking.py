"""What *Sperr mot visning* and *Utsettelse* would do to this student, said before either is done (R148–R155).

Neither is settled at NTNU (R148): explained, never forced. Also the padlock line of report 670.001 (R172).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.domain.case import Case, Due
from core.domain.complaint.case import ENDED, Complaint
from core.domain.deadline import last_day

Values = Mapping[str, str | date | None]


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence: `effect.<id>` in the catalogues, with its values."""

    id: str
    values: Values


def effects(act: Literal["block", "postpone"], case: Case, complaint: Complaint) -> tuple[Effect, ...]:
    """What would happen to the student of this complaint."""
    course = {"course": case.course}
    if act == "block":
        return (
            Effect("block.unsettled", {}),  # 003:61
            Effect("block.no_diploma", {"kind": complaint.diploma.kind}),  # R149
            Effect("block.not_on_transcript", course),  # R150
            Effect("block.shown_as_blocked", course),  # R151
            Effect("block.no_admission", {}),  # R152
        )
    return (
        Effect("postpone.not_produced_before", {"until": postpone_until(case)}),  # R153, R155
        Effect("postpone.remark", {"type": "VTM-UTSETTELSE"}),  # R154
    )


def postpone_until(case: Case) -> date | None:
    """The date a postponement is set to: the sensurfrist of the complaint (R155)."""
    found = [d for d in case.deadlines if d.kind == "sensurfrist" and d.state is not Due.CANCELLED]
    return last_day(found[-1]) if found else None


def padlock(case: Case) -> str | None:
    """The red line beside a candidate in 670.001, word for word; None when no complaint runs (R172)."""
    if case.complaint is None or case.state in ENDED:
        return None
    return f"Det eksisterer en klage på vurdering {case.course}"
