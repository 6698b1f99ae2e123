"""The three files that running complaints are taken over from (README of the data; workflow.md §4)."""

from typing import Final

COMPLAINTS: Final = (
    "reference",
    "received",
    "complaint_type",
    "student_number",
    "student_name",
    "student_email",
    "language",
    "course_code",
    "assessment_part",
    "part_weight",
    "term",
    "announced",
    "explanation_given",
    "original_grade",
    "scale",
    "unit",
    "caseworker",
    "journal_number",
    "diploma",
    "diploma_issued",
    "second_grade",
    "third_grade",
    "withdrawn_on",
    "note",
)
COME_LATER: Final = frozenset({"second_grade", "third_grade", "withdrawn_on"})
"""Columns that FS fills in as a complaint goes on: what they say is an event, or has no day and says nothing."""
PARTS: Final = ("reference", "assessment_part", "part_weight", "grade")
EVENTS: Final = ("reference", "date", "event", "value")
THEIRS: Final = {"case_reference": "reference"}
"""What FS calls a case's name."""

TYPES: Final = frozenset({"BEGRUNNELSE", "FORMELL FEIL", "SENSUR"})
SCALES: Final = frozenset({"letters", "passfail"})
DIPLOMAS: Final = frozenset({"none", "paper", "digital", "both"})
