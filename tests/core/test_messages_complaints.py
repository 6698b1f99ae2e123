"""The mails of grade complaints: what each says, and what none can say (law.md L10, L16, L17; workflow.md §6)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import core.domain.complaint
from core.domain.complaint.case import Type
from core.domain.complaint.correcting import CORRECT
from core.domain.complaint.diploma import OWNERS
from core.domain.complaint.diploma_steps import LETTERS
from core.domain.complaint.dismissal import Ground
from core.domain.complaint.offices import DOKU, FS_HELP
from core.domain.complaint.protocol import CHECK
from core.domain.complaint.workflow import TABLE
from core.messages.facts import CHOICES, FACTS, GIVEN, RESOLVED
from core.messages.render import Text, render
from core.messages.samples import samples
from core.messages.samples_complaint import COMPLAINTS
from core.messages.words import LANGUAGES, long_date
from tui.fields import fields_of

EVERY = pytest.mark.parametrize("language", LANGUAGES)
WAYS = [(template, way) for template in COMPLAINTS for way in samples(template)]
TO_STUDENT = ("M17", "M21", "M29", "M30", "M32", "M34")
TO_CASEWORKER = ("M18", "M19", "M20")
WITH_LOGIN = {"correct_and_unblock", "check_protocol"}
"""Tasks of the examinations office, whose people may log in."""
OFTEN = {"number", "faculty"}


def mail(template: str, way: str | None = None, language: str = "nb", **changed: str) -> Text:
    facts = samples(template)[way or next(iter(samples(template)))]
    return render(template, language, {**facts, **changed})


def told() -> Iterator[tuple[str, set[str]]]:
    """Every `tell("M…", to, fact=…)` and `_told(case, "M…", fact=…)` of the rules."""
    for file in sorted(Path(core.domain.complaint.__file__).parent.glob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or any(keyword.arg is None for keyword in call.keywords):
                continue
            for argument in call.args:
                if isinstance(argument, ast.Constant) and str(argument.value) in FACTS:
                    yield str(argument.value), {str(keyword.arg) for keyword in call.keywords}


def test_what_the_rules_give_is_what_the_letters_want() -> None:
    found = [each for each in told() if each[1]]
    assert {template for template, _ in found} == {"M17", "M21", "M29", "M30", "M31", "M32", "M34"}
    assert [template for template, given in found if given | OFTEN != GIVEN[template]] == []
    assert all(GIVEN[template] == OFTEN | {"due_on"} for template in LETTERS.values())


def test_what_a_student_is_told_otherwise_is_one_of_the_letters_a_student_gets() -> None:
    """M9 and M25 are of both kinds of case; what examiners and offices get is no letter to the student."""
    (row,) = (row for row in TABLE if row.name == "told")
    (what,) = (field for field in fields_of(row.act) if field.name == "what")
    assert {*what.choices} == {*TO_STUDENT, "M9", "M25"}


def test_every_code_of_the_rules_turns_a_letter() -> None:
    assert CHOICES["M29", "type"] == {each.value for each in Type}
    assert CHOICES["M30", "ground"] == set(get_args(Ground))
    asked = {code for code, owner in OWNERS.items() if owner in (DOKU, FS_HELP)}
    assert CHOICES["M22", "what"] == asked | {CHECK, CORRECT} == asked | WITH_LOGIN


@EVERY
@pytest.mark.parametrize(("template", "way"), WAYS)
def test_says_number_role_date_and_what_to_do(template: str, way: str, language: str) -> None:
    text = mail(template, way, language)
    assert "K-26-0007" in text.subject
    assert "K-26-0007" in text.body
    assert {"nb": "Din rolle: ", "nn": "Rolla di: ", "en": "Your role: "}[language] in text.body
    if way != "appointed_undated":
        assert " 2026" in text.body
    to_do = {
        "nb": ("Dette gjør du: ", "Neste steg: "),
        "nn": ("Dette gjer du: ", "Neste steg: "),
        "en": ("What to do: ", "Next step: "),
    }[language]
    assert to_do[template in TO_STUDENT] in text.body
    by_login = template in TO_CASEWORKER or (template == "M22" and samples(template)[way]["what"] in WITH_LOGIN)
    assert ("avvik open K-26-0007" in text.body) is by_login
    assert ("ie-post@example.no" in text.body) is (template not in TO_CASEWORKER)


def test_no_mail_can_carry_a_grade_or_who_the_student_is() -> None:
    """Whatever the case holds: neither a logged second grade nor the first has a place in any template (L16, L17)."""
    may = {"number", "faculty", "due_on", "decided_on", "received_on", "expected_on", "corrected_on", "course", "type"}
    may |= {
        "task",
        "what",
        "stage",
        "reference",
        "journal_number",
        "ground",
        "reason",
        "round",
        "limit",
    } | RESOLVED.keys()
    assert {fact for template in COMPLAINTS for fact in FACTS[template]} == may - {
        "case_kind",
        "reception_name",
        "reception_email",
        "refer_to_name",
        "refer_to_email",
        "from_name",
        "to_name",
        "to_email",
    }
    assert [template for template in COMPLAINTS if "reason" in FACTS[template]] == ["M30"]


def test_the_result_is_told_in_the_same_words_whatever_it_is() -> None:
    assert GIVEN["M17"] == {"number", "faculty", "decided_on"}
    body = mail("M17").body
    assert "enten karakteren er endret eller ikke" in body
    assert "står ikke resultatet i e-posten" in body


def test_an_examiner_is_told_nothing_of_the_student_or_of_the_first_grading() -> None:
    """M31 leaves the house: number, course, round, date (L16)."""
    assert GIVEN["M31"] == {"number", "faculty", "what", "round", "course", "due_on"}
    blind, third = mail("M31", "sent").body, mail("M31", "third").body
    assert "Du får ikke vite hvem studenten er, hvilken karakter som er satt før" in blind
    assert "Du får ikke vite" not in third
    assert "Frist for sensuren: fredag 18. desember 2026" in blind
    assert "Frist" not in mail("M31", "appointed_undated").body


@EVERY
def test_an_examiner_is_asked_about_bias_first_and_reminded_without_blame(language: str) -> None:
    biased = {"nb": "kan være inhabil", "nn": "kan vere inhabil", "en": "may not be impartial"}[language]
    ignore = {"nb": "se bort fra", "nn": "sjå bort frå", "en": "can ignore"}[language]
    for way in ("appointed", "sent", "reminded"):
        body = mail("M31", way, language).body
        assert ((biased in body), (ignore in body)) == (way == "appointed", way == "reminded")


@EVERY
def test_a_dismissal_says_why_and_how_to_appeal(language: str) -> None:
    """Refusing to treat a case counts as a decision of its own (L10)."""
    body = mail("M30", "late", language, reason="Klagen kom\n30. oktober.").body
    assert "\nKlagen kom\n30. oktober.\n" in body
    assert {"nb": "tre uker fra du fikk", "nn": "tre veker frå du fekk", "en": "three weeks from when you got"}[
        language
    ] in body
    assert {"nb": "klageinstansen", "nn": "klageinstansen", "en": "the appeal body"}[language] in body
    assert {"nb": "se dokumentene", "nn": "sjå dokumenta", "en": "see the documents"}[language] in body
    assert "studentombud@example.no" in body
    assert "ombud" not in mail("M30", "unaddressed", language).body


@EVERY
def test_each_ground_has_a_sentence_of_its_own(language: str) -> None:
    grounds = [mail("M30", ground, language).body for ground in get_args(Ground)]
    assert len(set(grounds)) == len(grounds)


@EVERY
@pytest.mark.parametrize("text", ["{{7*7}}", "{% include '/etc/passwd' %}", "%(reason)s", "<b>&amp;</b>"])
def test_a_reason_is_never_a_template(text: str, language: str) -> None:
    assert f"\n{text}\n" in mail("M30", "late", language, reason=text).body


@EVERY
def test_the_student_is_told_that_a_grade_may_fall(language: str) -> None:
    for way in ("sensur", "begrunnelse"):
        body = mail("M29", way, language).body
        assert {"nb": "gå ned", "nn": "gå ned", "en": "may go down"}[language] in body
        assert long_date("2026-12-18", language) in body
        assert long_date("2026-12-18", language) not in mail("M29", way, language, expected_on="").body
    formal = mail("M29", "formell_feil", language).body
    assert {"nb": "annullert", "nn": "annullert", "en": "annulled"}[language] in formal


@EVERY
def test_what_came_too_late_is_not_said_to_be_graded(language: str) -> None:
    body = mail("M29", "late", language).body
    assert long_date("2026-10-23", language) in body
    assert not any(words in body for words in ("nye sensorer", "nye sensorar", "new examiners"))
    assert {"nb": "gå ned", "nn": "gå ned", "en": "may go down"}[language] in body


@pytest.mark.parametrize(
    ("way", "role", "do"),
    [
        ("doku_mark_old_expired", "Dokumentasjonssenteret (DOKU)", "som utgått"),
        ("invalidate_qualification_via_fshjelp", "FS-hjelp", "ugyldig"),
        ("reopen_study_right", "FS-hjelp", "Åpne studieretten"),
        ("correct_and_unblock", "Eksamenskontoret", "opphev sperren"),
        ("check_protocol", "Eksamenskontoret", "mot den signerte protokollen"),
    ],
)
def test_an_office_is_told_its_task_by_numbers(way: str, role: str, do: str) -> None:
    body = mail("M22", way).body
    assert f"Oppgave: K-26-0007/3\nSaken i FS: KLAGE-1041\nJournalnummer: 2026/16877-1\nDin rolle: {role}\n" in body
    assert do in body
    assert "Frist: fredag 18. desember 2026" in body


@pytest.mark.parametrize(
    ("way", "said", "body"),
    [
        ("reminded", "K-26-0007/3: Påminnelse: Registrer", "minner om en oppgave i klagesak K-26-0007"),
        ("late", "K-26-0007/3: Purring: Kontroller", "Fristen for en oppgave i klagesak K-26-0007 er gått ut"),
    ],
)
def test_an_office_reads_whether_it_is_asked_reminded_or_late(way: str, said: str, body: str) -> None:
    """«Påminnelse» before the date, «purring» after it (workflow.md §5)."""
    asked, found = mail("M22", "check_protocol"), mail("M22", way)
    assert found.subject.startswith(said) and body in found.body
    assert asked.subject.startswith("K-26-0007/3: Kontroller") and "ber dere om hjelp" in asked.body


def test_a_number_that_is_not_there_leaves_no_empty_line() -> None:
    body = mail("M22", "unnumbered").body
    assert "Oppgave: K-26-0007/3\nDin rolle: Eksamenskontoret\n" in body


@EVERY
def test_a_wrong_result_is_said_to_be_blocked_and_what_that_does(language: str) -> None:
    """R149–R152, and what comes next; what the wrong or the right grade is, is not in it."""
    body = mail("M32", language=language).body
    sure = {
        "nb": ("Studentweb", "karakterutskriften", "vitnemål", "opptak", "beklager"),
        "nn": ("Studentweb", "karakterutskrifta", "vitnemål", "opptak", "beklagar"),
        "en": ("Studentweb", "transcript", "diploma", "admission", "sorry"),
    }
    assert [word for word in sure[language] if word not in body] == []


@EVERY
def test_what_is_posted_in_time_counts(language: str) -> None:
    body = mail("M34", language=language).body
    assert {"nb": "Det du legger i posten senest", "nn": "Det du legg i posten", "en": "What you post by the deadline"}[
        language
    ] in body


@pytest.mark.parametrize(("template", "number"), [("M18", "1"), ("M19", "2"), ("M20", "3")])
def test_a_letter_that_is_due_is_named_as_the_forms_name_it(template: str, number: str) -> None:
    assert mail(template).subject == f"K-26-0007: Brev {number} skal skrives til studenten"


@EVERY
@pytest.mark.parametrize("template", ["M9", "M25"])
def test_a_student_who_waits_is_no_reporter(template: str, language: str) -> None:
    """Letters of both kinds of case turn: no report, no whistleblowing about a grade, no reporter."""
    text, other = mail(template, "complaint", language), mail(template, language=language)
    role = {"nb": "Din rolle: student.", "nn": "Rolla di: student.", "en": "Your role: student."}[language]
    assert role in text.body
    assert role not in other.body
    report = {"nb": "melding", "nn": "melding", "en": "report"}[language]
    assert report in other.body
    assert report not in text.subject + text.body
    assert {"nb": "vars", "nn": "vars", "en": "whistle"}[language] not in text.body
    assert "K-26-0007" in text.subject
    assert "studentombud@example.no" in text.body
