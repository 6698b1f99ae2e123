"""Invented facts for every template and every way it can turn: for `config check` of overriding templates and tests."""

from typing import Final

from core.messages.facts import FACTS, Fact, Facts
from core.messages.samples_complaint import COMPLAINT, COMPLAINTS

_COMMON: Final[dict[str, Fact]] = {
    "number": "A-26-0124",
    "case_kind": "deviation",
    "measure": "A-26-0124/1",
    "task": "A-26-0124/2",
    "on": "2026-11-23",
    "ref": "VARSEL-17",
    "cases": ["A-26-0124"],
    "faculty": "IE",
    "faculty_name": "Fakultet for eksempler",
    "faculty_email": "ie-post@example.no",
    "link": "",
    "role": "handler",
    "accept_by": "2026-11-27",
    "due_on": "2026-12-18",
    "expected_on": "2026-12-18",
    "received_on": "2026-11-20",
    "decided_on": "2026-11-20",
    "closed_on": "2026-12-11",
    "open_measures": "1",
    "answer": "Takk for at du sa fra.\n\nFra og med neste uke blir øvingene delt ut mandag klokka 8.",
    "reason": "Spørsmålet gjelder parkeringsplassene, som ikke hører til utdanningskvaliteten.",
    "reporter_kind": "student",
    "refer_to": "",
    "refer_to_name": "",
    "refer_to_email": "",
    "reception_name": "Varslingsmottak, fakultet for eksempler",
    "reception_email": "varsel-ie@example.no",
    "ombud_name": "Studentombudet",
    "ombud_email": "studentombud@example.no",
    "from_unit": "",
    "from_name": "",
    "to_unit": "NV",
    "to_name": "Fakultet for prøver",
    "to_email": "nv-post@example.no",
    "day": "2026-11-20",
}
_WHY_LATE: Final = "Vi venter på svar fra leverandøren av eksamenssystemet."
_OF_COMPLAINT: Final[dict[str, Fact]] = {"number": "K-26-0007", "case_kind": "complaint"}
_LINK: Final = "https://avvik.example.no/sak/{number}"


def _line(
    number: str, kind: str, role: str, due_on: str, days: int, delayed: bool = False, about: str = ""
) -> dict[str, str | int | bool]:
    late = days < 0
    return {
        "number": number,
        "kind": kind,
        "role": role,
        "due_on": due_on,
        "days": days,
        "late": late,
        "delayed": delayed,
        "about": about,
    }


_LATE: Final = [
    _line("A-26-0131", "triage", "contact", "2026-11-21", 1),
    _line("A-26-0124/1", "measure", "handler", "2026-11-10", -10, delayed=True),
    _line("A-26-0102/2", "acceptance", "owner", "2026-11-19", -1),
    _line("A-26-0140", "follow_up", "handler", "2026-11-27", 7),
]
_AHEAD: Final = [
    _line("A-26-0150", "preliminary_reply", "contact", "2026-11-27", 7),
    _line("A-26-0151", "reregister", "contact", "2026-11-20", 0),
]
_ESCALATED: Final = [
    _line("A-26-0091", "follow_up", "line_leader", "2026-11-06", -14, about="escalated"),
    _line("A-26-0088/1", "measure", "line_leader", "2026-10-30", -21, about="escalated"),
]
_WEEKLY: Final = [
    _line("A-26-0140", "follow_up", "contact", "2026-11-27", 7, about="weekly"),
    _line("A-26-0133", "hearing", "contact", "2026-11-19", -1, about="weekly"),
]
_ASKED: Final = ("hearing", "acceptance", "measure", "hse_received")
_KINDS: Final = ("promise", "hearing", "hse_received", "explanation", "task", "diploma_return")

_VARIANTS: Final[dict[str, dict[str, dict[str, Fact]]]] = {
    "M1": {
        "one": {"due_on": "2026-11-27"},
        "many": {"cases": ["A-26-0124", "A-26-0125", "A-26-0126"], "due_on": "2026-11-27", "link": _LINK},
    },
    "M2": {"plain": {}, "undated": {"expected_on": ""}},
    "M3": {"plain": {}, "link": {"link": _LINK}},
    "M6": {
        "more": {},
        "last": {"open_measures": "0", "role": "contact", "link": _LINK},
    },
    "M8": {
        "outside": {
            "kind": "outside",
            "due_on": "",
            "refer_to": "EIE",
            "refer_to_name": "Eiendomsavdelingen",
            "refer_to_email": "eiendom@example.no",
        },
        "outside_nowhere": {"kind": "outside", "due_on": ""},
        "channels": {"kind": "channels", "due_on": ""},
        "channels_employee": {"kind": "channels", "due_on": "", "reporter_kind": "employee"},
        "personnel": {"kind": "personnel", "due_on": ""},
        "whistleblowing": {"kind": "whistleblowing", "due_on": "2026-11-23"},
        "whistleblowing_employee": {"kind": "whistleblowing", "due_on": "2026-11-23", "reporter_kind": "employee"},
        "unaddressed": {
            "kind": "whistleblowing",
            "due_on": "2026-11-23",
            "reception_name": "",
            "reception_email": "",
            "ombud_name": "",
            "ombud_email": "",
        },
    },
    "M12": {
        "asked": {"what": "asked", "due_on": "2026-12-04"},
        "moved": {"what": "moved", "due_on": "2026-12-11", "link": _LINK},
        "answered": {"what": "answered", "due_on": ""},
        "withdrawn": {"what": "withdrawn", "due_on": ""},
    },
    "M13": {"inform": {"what": "inform", "link": _LINK}, "lift": {"what": "lift"}},
    "M11": {
        "assign": {"what": "assign"},
        "caseworker": {"what": "assign", "number": "K-26-0007", "role": "caseworker", "expected_on": ""},
        "transfer": {
            "what": "transfer",
            "role": "contact",
            "from_unit": "NV",
            "from_name": "Fakultet for prøver",
            "due_on": "2026-11-27",
            "link": _LINK,
        },
        "return": {
            "what": "return",
            "role": "contact",
            "from_unit": "IE",
            "from_name": "Fakultet for eksempler",
            "due_on": "2026-11-27",
        },
        "undated": {"what": "assign", "due_on": "", "expected_on": ""},
    },
    "M23": {"plain": {}, "undated": {"expected_on": ""}},
    "M24": {
        "hse": {"why": "hse", "due_on": "2026-11-23", "expected_on": ""},
        "faculty": {"why": "faculty", "due_on": "2026-11-27"},
        "quality": {"why": "quality", "due_on": "2026-11-27"},
        "returned": {"why": "returned", "due_on": "2026-11-27"},
    },
    "M9": {
        "plain": {"reason": _WHY_LATE},
        "unaddressed": {"reason": _WHY_LATE, "ombud_name": "", "ombud_email": ""},
        "complaint": {**_OF_COMPLAINT, "reason": "Vi venter på svar fra den eksterne sensoren."},
    },
    "M15": {
        "declined": {"what": "declined"},
        "undated": {"what": "declined", "due_on": ""},
        "proposed": {"what": "proposed", "link": _LINK},
    },
    "M16": {"plain": {}, "unreferenced": {"ref": ""}},
    "M25": {
        "student": {"due_on": "2026-10-23"},
        "employee": {"due_on": "2026-10-23", "reporter_kind": "employee"},
        "complaint": {**_OF_COMPLAINT, "due_on": "2026-10-23"},
        "unaddressed": {
            "due_on": "2026-10-23",
            "reception_name": "",
            "reception_email": "",
            "ombud_name": "",
            "ombud_email": "",
        },
    },
    "M33": {"plain": {"due_on": "2026-12-04"}},
    "M27": {
        "moved": {"what": "moved"},
        "answer_moved": {"what": "answer_moved", "due_on": "2026-12-04"},
        "returned": {"what": "returned", "link": _LINK},
        "cancelled": {"what": "cancelled"},
        "reassigned": {"what": "reassigned", "due_on": ""},
    },
    "M10": {"plain": {"due_on": "2026-11-23"}},
    "digest": {
        "late": {"lines": _LATE, "link": _LINK},
        "ahead": {"lines": _AHEAD},
        "one": {"lines": _AHEAD[:1]},
        "escalated": {"lines": [*_LATE, *_ESCALATED], "link": _LINK},
        "leader": {"lines": _ESCALATED},
        "leader_one": {"lines": _ESCALATED[:1]},
        "weekly": {"lines": _WEEKLY, "link": _LINK},
        "everything": {"lines": [*_AHEAD, *_ESCALATED, *_WEEKLY]},
        "handler": {"lines": [_line("A-26-0160", kind, "handler", "2026-11-19", -1) for kind in _ASKED]},
        "kinds": {"lines": [_line("A-26-0160", kind, "owner", "2026-11-27", 7) for kind in _KINDS]},
    },
}


def samples(template: str) -> dict[str, Facts]:
    """Complete facts of each way `template` can turn, by the name of the way; always at least one."""
    common = {**_COMMON, **(COMPLAINT if template in COMPLAINTS else {})}
    ways = COMPLAINTS.get(template) or _VARIANTS.get(template, {"plain": {}})
    return {way: {name: ({**common, **facts})[name] for name in FACTS[template]} for way, facts in ways.items()}
