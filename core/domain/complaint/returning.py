"""Whether a paper diploma came back by the date of the letter: posted in time counts (workflow.md §4; R188)."""

from datetime import date

from core.domain.calendar import NO_DAYS, forward
from core.domain.complaint.case import Complaint, Letter

WITH_A_DATE = (1, 2)


def asked_back(complaint: Complaint) -> Letter | None:
    """The letter that counts: the newest that asked for the paper."""
    return next((letter for letter in reversed(complaint.letters) if letter.number in WITH_A_DATE), None)


def return_by(complaint: Complaint, closed: frozenset[date] = NO_DAYS) -> date | None:
    """The last day in time: the letter's date, shifted to a working day (L22)."""
    letter = asked_back(complaint)
    return forward(letter.return_by, closed) if letter and letter.return_by else None


def came_in_time(complaint: Complaint, closed: frozenset[date] = NO_DAYS) -> bool:
    """Whether the paper was posted or handed in by the date; without a letter nothing can be late."""
    by, came = return_by(complaint, closed), complaint.diploma.posted_on or complaint.diploma.returned_on
    return came is not None and (by is None or came <= by)


def missed(complaint: Complaint, today: date, closed: frozenset[date] = NO_DAYS) -> bool:
    """Whether the date of the letter is gone by and the paper was not on its way."""
    by = return_by(complaint, closed)
    return by is not None and today > by and not came_in_time(complaint, closed)
