"""The cases near one: of its course, and of its kind in its unit or programme about the same time."""

from datetime import timedelta
from typing import Final

from core.domain.case import Case
from core.store import engine
from core.store.engine import Tx
from core.store.values import instant

SAME_COURSE: Final = 20
"""How many cases of the course are looked at, nearest by number, before and after each."""
REGISTERED: Final = 400
"""How many cases before and after are looked through for those of the same kind; numbers follow registration."""
SAME_KIND: Final = 40
WITHIN: Final = timedelta(days=90)

# Every part is bounded: two ranges of the index over courses, one of the table by its key. `course <> ''` is what lets
# the index over courses be used.
NEAR: Final = """
WITH near (n) AS (
  SELECT n FROM (SELECT n FROM cases WHERE course = :course AND course <> '' AND n < :n ORDER BY n DESC LIMIT :courses)
  UNION SELECT n FROM (SELECT n FROM cases WHERE course = :course AND course <> '' AND n > :n ORDER BY n LIMIT :courses)
  UNION SELECT n FROM (
    SELECT c.n FROM cases c JOIN deviations d ON d."case" = c.id
    WHERE c.n BETWEEN :n - :registered AND :n + :registered AND (c.unit = :unit OR c.programme = :programme)
    AND c.received_at BETWEEN :after AND :before AND d.category = :category AND :category <> ''
    ORDER BY abs(c.n - :n) LIMIT :kinds)
)
SELECT c.n, c.title, c.course, c.programme, c.unit, c.received_at, d.category, d.description
FROM near JOIN cases c ON c.n = near.n JOIN deviations d ON d."case" = c.id
WHERE c.n <> :n AND NOT c.restricted AND c.link <> 'duplicate' AND c.lead IS NOT :id
"""


def near(tx: Tx, case: Case) -> list[engine.Row]:
    """Those that may be about the same matter as `case`, which has no lead: no restricted ones, none linked to it.

    A duplicate is left out as well: what could be linked to is its lead.
    """
    return tx.execute(NEAR, values(case)).fetchall()


def values(case: Case) -> dict[str, object]:
    """What `NEAR` asks with."""
    at = case.received_at
    return {
        "n": case.n, "id": case.id, "course": case.course, "unit": case.unit,
        "programme": case.programme or None, "category": case.detail.category,
        "after": instant(at - WITHIN), "before": instant(at + WITHIN),
        "courses": SAME_COURSE, "registered": REGISTERED, "kinds": SAME_KIND,
    }  # fmt: skip
