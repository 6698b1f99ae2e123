"""What the acts on a complaint tell becomes a letter, and no letter says what the law hides (law.md L16, L17)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from complained import MONDAY, TERMS, Life, graded

from core.domain.case import REPORTER, Case
from core.domain.complaint.answering import DecideFormal
from core.domain.complaint.case import Type
from core.domain.complaint.correcting import Correct
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.ending import Dismiss, WithdrawComplaint
from core.domain.complaint.outside import reminders
from core.domain.complaint.protocol import SendProtocol
from core.domain.post import Notice
from core.messages.facts import FACTS, RESOLVED
from core.messages.render import Text, render
from core.messages.samples import samples
from core.messages.samples_complaint import COMPLAINTS

TELLS = replace(TERMS, sensurvarsel="avvik")
SECRETS: dict[str, Any] = {"student_reasons": "Oppgave 3 er feilrettet", "remark": "Ring studenten"}
HIDDEN = ("Kari Klager", "kari@stud", "900001", "Oppgave 3", "Ring studenten", "Anne", "berit@", "Feil skanning")
GRADE = re.compile(r"\b[A-F]\b")


def written(notice: Notice, language: str = "nb") -> Text:
    """The letter of a notice, with invented names and addresses of units."""
    sample = next(iter(samples(notice.template).values()))
    resolved = {name: sample[name] for name in FACTS[notice.template] & RESOLVED.keys()}
    return render(notice.template, language, {**notice.facts, **resolved})


def out(kind: str) -> Diploma:
    return Diploma(kinds_of(kind), Issue.SENT, issued_on=date(2026, 7, 1))


def reminded(case: Case) -> Iterator[Notice]:
    for deadline in case.deadlines:
        for stage in ("-7", "-1", "1", "7"):
            yield from reminders(case, deadline, stage)


def lives() -> Iterator[Life]:
    """Every way a mail comes of: both results, a third grading, a correction, ends, diplomas."""
    yield graded("B", terms=TELLS, **SECRETS)
    corrected = graded("F", original_grade="E", diploma=out("digital"), terms=TELLS, **SECRETS)
    corrected.do(SendProtocol(MONDAY, MONDAY))
    corrected.do(Correct("Feil skanning"))
    yield corrected
    yield graded("A", "B", terms=TELLS, **SECRETS)
    yield graded("B", diploma=out("digital"), **SECRETS)
    found_out = graded("D", **SECRETS)
    found_out.do(RecordDiploma("paper", "sent", date(2026, 7, 1)))
    yield found_out
    waiting = Life(diploma=out("paper"), **SECRETS)
    waiting.do(WriteLetter(1, MONDAY + timedelta(days=14)))
    yield waiting
    dismissed = Life(announced=date(2026, 6, 1), **SECRETS)
    dismissed.do(Dismiss("late", "Klagefristen var ute 22. juni."))
    yield dismissed
    formal = Life(type=Type.FORMAL, diploma=out("digital"), **SECRETS)
    formal.do(DecideFormal("yes"))
    yield formal
    withdrawn = graded("A", **SECRETS)
    withdrawn.do(WithdrawComplaint(MONDAY))
    yield withdrawn


def notices() -> list[Notice]:
    found = []
    for life in lives():
        found += [notice for change in life.changes for notice in change.notices]
        found += list(reminded(life.case))
    return found


def test_every_notice_of_every_life_can_be_written() -> None:
    letters = {notice.template for notice in notices()}
    assert letters == COMPLAINTS.keys()
    for notice in notices():
        assert "K-26-0001" in written(notice).subject


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_letter_holds_a_grade_a_name_or_a_reason(language: str) -> None:
    for notice in notices():
        text = written(notice, language)
        said = text.subject + text.body
        assert [secret for secret in HIDDEN if secret in said] == []
        assert not GRADE.search(said), notice.template


def test_nothing_goes_to_the_student_between_a_second_grade_two_away_and_the_third() -> None:
    """L17: told only when the grade is final."""
    life = graded("A", terms=TELLS)
    assert life.complaint.third
    assert [notice.template for change in life.changes[1:] for notice in change.notices if notice.to == REPORTER] == []
    final = graded("A", "B", terms=TELLS)
    assert [n.template for n in final.last.notices if n.to == REPORTER] == ["M17"]


def test_the_student_reads_the_same_whatever_the_result() -> None:
    letters = []
    for grade in ("B", "C", "D"):
        (notice,) = (n for n in graded(grade, terms=TELLS).last.notices if n.template == "M17")
        letters.append(written(notice))
    assert letters[0] == letters[1] == letters[2]


def test_fs_tells_the_result_by_default() -> None:
    assert "M17" not in graded("B").mails()
