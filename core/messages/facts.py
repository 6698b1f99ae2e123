"""What each mail may say: the facts every template is given, declared once (workflow.md §6, D13).

A fact is plain text: dates ISO (`2026-11-27`), choices as codes, "" where there is nothing to say. No template is given
a title, a description, tried channels, notes, questions, measure texts or reports, nor anybody's name; three texts
written to the reporter go in full (D13): `answer` in M7, `reason` in M8 and M9.

A fourth is written to the student and goes in full: `reason` in M30, for who is refused is told why and how to appeal
(workflow.md §6, law.md L10); the act refuses one with an identity number in it. No mail about a complaint is given a
grade, a decision, a student number, what a commission gets, or why the student complains: what no template can say, no
mail gives away (law.md L16, L17).

Without a template: M4 and M5 are lines of the digest, and so is M26, its section for a line leader; M14 is a call on
the phone (workflow.md §6). M34, the student's reminder of a diploma that is to come back, is ours (workflow.md §4).
"""

from collections.abc import Mapping, Sequence
from typing import Final

Line = Mapping[str, str | int | bool]
Fact = str | Sequence[str] | Sequence[Line]
Facts = Mapping[str, Fact]

_STAFF: Final = frozenset({"number", "faculty", "faculty_name", "faculty_email", "link"})
_REPORTER: Final = frozenset({"number", "faculty", "faculty_name", "faculty_email"})
_OFFICE: Final = _REPORTER
_STUDENT: Final = _REPORTER
_OMBUD: Final = frozenset({"ombud_name", "ombud_email"})

FACTS: Final[Mapping[str, frozenset[str]]] = {
    "M1": (_STAFF - {"number"}) | {"cases", "due_on"},
    "M2": _REPORTER | {"expected_on"},
    "M3": _STAFF | {"measure", "accept_by", "due_on"},
    "M6": _STAFF | {"measure", "role", "open_measures", "due_on"},
    "M7": _REPORTER | {"answer", "closed_on"},
    "M8": _REPORTER
    | {"kind", "reason", "reporter_kind", "decided_on", "due_on", "refer_to", "refer_to_name", "refer_to_email"}
    | {"reception_name", "reception_email", "ombud_name", "ombud_email"},
    "M9": _REPORTER | _OMBUD | {"case_kind", "reason", "expected_on"},
    "M10": _STAFF | {"due_on"},
    "M11": _STAFF | {"what", "role", "from_unit", "from_name", "due_on", "expected_on"},
    "M12": _STAFF | {"what", "task", "due_on"},
    "M13": _STAFF | {"what"},
    "M15": _STAFF | {"what", "measure", "role", "due_on"},
    "M16": _OFFICE | {"on", "ref"},
    "M17": _STUDENT | {"decided_on"},
    "M18": _STAFF | {"due_on"},
    "M19": _STAFF | {"due_on"},
    "M20": _STAFF | {"due_on"},
    "M21": _STUDENT | _OMBUD | {"course", "decided_on"},
    "M22": _OFFICE | {"task", "what", "stage", "due_on", "reference", "journal_number"},
    "M23": _REPORTER | {"received_on", "expected_on"},
    "M24": _REPORTER | {"why", "to_unit", "to_name", "to_email", "due_on", "expected_on"},
    "M25": _REPORTER | _OMBUD | {"case_kind", "due_on", "reporter_kind", "reception_name", "reception_email"},
    "M27": _STAFF | {"measure", "what", "due_on"},
    "M28": _REPORTER | {"expected_on"},
    "M29": _STUDENT | _OMBUD | {"type", "received_on", "expected_on", "limit"},
    "M30": _STUDENT | _OMBUD | {"ground", "reason", "decided_on"},
    "M31": _OFFICE | {"what", "round", "course", "due_on"},
    "M32": _STUDENT | {"corrected_on"},
    "M33": _REPORTER | {"due_on"},
    "M34": _STUDENT | {"due_on"},
    "digest": frozenset({"day", "lines", "link"}),
}

RESOLVED: Final[Mapping[str, str]] = {
    "case_kind": "number",
    "faculty_name": "faculty",
    "faculty_email": "faculty",
    "reception_name": "faculty",
    "reception_email": "faculty",
    "refer_to_name": "refer_to",
    "refer_to_email": "refer_to",
    "from_name": "from_unit",
    "to_name": "to_unit",
    "to_email": "to_unit",
    "ombud_name": "",
    "ombud_email": "",
    "link": "",
}
"""Facts a rule cannot know, filled in when the mail is rendered: from which other fact (a unit's code, the case's
number), or "" when from the installation. Names are in the reader's language; `link` is the setting `[mail] link`
itself, with `{number}` in it.
"""

LINE: Final = frozenset({"number", "kind", "due_on", "days", "role", "late", "delayed", "about"})
"""One line of the digest. `number` of the case, measure or task; `kind` of the deadline, but of a complaint's task
which one it is (a line leader is told no more than that there is one); `role` in which the reader gets it;
`due_on` the date the reader goes by and `days` from the digest's day until it (negative: passed); `late`: the
obligation is overdue («purring», else «påminnelse»); `delayed`: the program was down when this should have been sent.
`about`: "" for the reader's own; "escalated" for a line leader, of what others are late with (M26); "weekly" for a
contact, of the cases that have a handler.
"""

GIVEN: Final[Mapping[str, frozenset[str]]] = {name: facts - RESOLVED.keys() for name, facts in FACTS.items()}
"""What the rule that makes the notice gives: all but what is resolved."""

CHOICES: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("M8", "kind"): frozenset({"whistleblowing", "outside", "channels", "personnel"}),
    ("M8", "reporter_kind"): frozenset({"student", "employee"}),
    ("M9", "case_kind"): frozenset({"deviation", "complaint"}),
    ("M11", "what"): frozenset({"assign", "transfer", "return"}),
    ("M12", "what"): frozenset({"asked", "moved", "answered", "withdrawn"}),
    ("M13", "what"): frozenset({"inform", "lift"}),
    ("M15", "what"): frozenset({"declined", "proposed"}),
    ("M22", "what"): frozenset(
        {
            "doku_mark_old_expired",
            "invalidate_qualification_via_fshjelp",
            "reopen_study_right",
            "correct_and_unblock",
            "check_protocol",
        }
    ),
    ("M22", "stage"): frozenset({"asked", "reminded", "late"}),
    ("M24", "why"): frozenset({"hse", "faculty", "quality", "returned"}),
    ("M25", "case_kind"): frozenset({"deviation", "complaint"}),
    ("M25", "reporter_kind"): frozenset({"student", "employee"}),
    ("M27", "what"): frozenset({"returned", "moved", "answer_moved", "cancelled", "reassigned"}),
    ("M29", "type"): frozenset({"BEGRUNNELSE", "FORMELL FEIL", "SENSUR"}),
    ("M30", "ground"): frozenset(
        {
            "late",
            "not_appealable_oral",
            "not_appealable_practice",
            "not_appealable_other",
            "not_a_party",
            "diploma_not_returned",
            "diploma_returned_late",
        }
    ),
    ("M31", "what"): frozenset({"appointed", "sent", "reminded"}),
    ("M31", "round"): frozenset({"2", "3"}),
}
"""Facts that turn a letter: any other code would send somebody the wrong one."""

_LISTS: Final = ("cases", "lines")


def check_facts(template: str, facts: Facts) -> None:
    """Refuse facts a template has not declared, or lacks: a mail that says too much or half is parked, not sent.

    ValueError naming the template and the facts, never their values.
    """
    declared = FACTS.get(template)
    if declared is None:
        raise ValueError(f"no mail template {template!r}")
    if facts.keys() != declared:
        extra, missing = sorted(facts.keys() - declared), sorted(declared - facts.keys())
        raise ValueError(f"facts of {template}: not declared {extra}, missing {missing}")
    for name, fact in facts.items():
        if name not in _LISTS and not isinstance(fact, str):
            raise ValueError(f"facts of {template}: {name} must be text")
        if fact not in CHOICES.get((template, name), (fact,)):
            raise ValueError(f"facts of {template}: {name} is no code it knows")
        if name in _LISTS and not fact:
            raise ValueError(f"facts of {template}: {name} must not be empty")
        if name == "lines":
            _check_lines(template, fact)


def _check_lines(template: str, lines: Fact) -> None:
    for line in lines:
        if not isinstance(line, Mapping) or line.keys() != LINE:
            raise ValueError(f"facts of {template}: each line must hold {sorted(LINE)}")
