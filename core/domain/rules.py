"""The rules `avvik` is delivered with (workflow.md §5, law.md); settings replace or add to them.

The new act on administrative procedure (LOV-2025-06-20-81 § 17, law.md L6) is not in force: a second version of
preliminary_reply is for the settings, with the date on which the King decides (L7).
"""

from datetime import date

from core.domain.calendar import Period
from core.domain.deadline import Rule

_ALWAYS = date(2000, 1, 1)  # before any case an export can hold
_UHL_2024 = date(2024, 8, 1)  # law.md L11

_SHORT = "intern frist"  # no act says how long; the desk's sketch shows the difference (desk.md)


def _rule(
    kind: str,
    period: str | None,
    basis: str,
    *,
    version: int = 1,
    valid_from: date = _ALWAYS,
    remind: tuple[int, ...] = (7, 1),
    repeat: int = 7,
    escalate: tuple[int, ...] = (14, 28),
) -> Rule:
    length = Period.parse(period) if period else None
    return Rule(kind, version, kind, valid_from, None, length, basis, remind, repeat, escalate)


DEFAULT_RULES = (
    _rule("triage", "5 working days", f"{_SHORT}; forvaltningsloven § 11 a første ledd, uten ugrunnet opphold"),
    _rule("follow_up", "4 weeks", f"{_SHORT}: NTNU, innen rimelig tid, 4 uker"),  # 001:90, L4: not in the act
    _rule("preliminary_reply", "1 month", "forvaltningsloven § 11 a, foreløpig svar etter en måned"),  # L2, L3
    _rule("promise", None, "datoen oppgitt i foreløpig svar (forvaltningsloven § 11 a)"),  # L2
    _rule("acceptance", "5 working days", _SHORT),  # D8
    _rule("measure", "4 weeks", f"{_SHORT}: NTNU, standard frist 4 uker"),  # 000:34
    _rule("hearing", "2 weeks", _SHORT),
    _rule("reregister", "1 working day", f"{_SHORT}: NTNU, omregistreres som varsel"),  # 001:79
    _rule("hse_received", "1 working day", f"{_SHORT}: NTNU, overført til HMS"),  # 000:26
    _rule("explanation", "2 weeks", "universitets- og høyskoleloven (2005) § 5-3"),
    _rule("explanation", "2 weeks", "universitets- og høyskoleloven § 11-8", version=2, valid_from=_UHL_2024),  # L13
    _rule("sensurfrist", "3 weeks", f"{_SHORT}: NTNU, 3 uker etter mottatt klage"),  # 003:24, L5, L18
    _rule("third_grading", "3 weeks", f"{_SHORT}; universitets- og høyskoleloven § 11-11, uten ugrunnet opphold"),
    # The student is reminded once, and no line leader hears of it (workflow.md §4).
    _rule("diploma_return", "2 weeks", "fristen i brevet", remind=(7,), repeat=0, escalate=()),  # 004:40
    _rule("task", "5 working days", _SHORT),
)
