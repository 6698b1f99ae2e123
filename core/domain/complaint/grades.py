"""The two scales, how far apart two grades are, pass or fail, and the total of part grades (R136–R138, D16)."""

from collections.abc import Iterable
from typing import Final

from core.domain.complaint.case import Part, Scale
from core.errors import Refused

SCALES: Final[dict[Scale, tuple[str, ...]]] = {
    "letters": ("A", "B", "C", "D", "E", "F"),
    "passfail": ("Bestått", "Ikke bestått"),
}
"""Best first. F is one step below E (D16)."""
FAILED: Final = frozenset({"F", "Ikke bestått"})
POINTS: Final = {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}
WHOLE: Final = 100


def on_scale(grade: str, scale: Scale) -> str:
    """A grade as its scale writes it. Refused: grade.off_scale."""
    for each in SCALES[scale]:
        if each.casefold() == grade.strip().casefold():
            return each
    raise Refused("grade.off_scale", grade=grade, scale=scale)


def passed(grade: str) -> bool:
    return grade not in FAILED


def mark(grade: str) -> str:
    """B for passed, S for failed, as FS sets it from the grade (R136)."""
    return "B" if passed(grade) else "S"


def gap(before: str, after: str, scale: Scale) -> int | None:
    """How many grades apart two are; None for pass/fail, which has no gap (D16)."""
    if scale == "passfail":
        return None
    order = SCALES[scale]
    return abs(order.index(before) - order.index(after))


def total(parts: Iterable[Part]) -> str:
    """The grade of the course: the weighted mean, half rounds up; a failed part fails the course.

    Parts that are passed or not count only by being passed; where all are, so is the course. What FS sums stands (§4).
    Refused: parts.weights when the weights do not sum to 100.
    """
    found = tuple(parts)
    if sum(part.weight for part in found) != WHOLE:
        raise Refused("parts.weights", sum=sum(part.weight for part in found))
    lettered = [part for part in found if part.grade in SCALES["letters"]]
    if not all(passed(part.grade) for part in found):
        return "F" if lettered else "Ikke bestått"
    if not lettered:
        return "Bestått"
    weight = sum(part.weight for part in lettered)
    points = sum(part.weight * POINTS[part.grade] for part in lettered)
    mean = (2 * points + weight) // (2 * weight)
    return next(grade for grade, value in POINTS.items() if value == mean)
