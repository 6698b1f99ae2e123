"""Every mail in every language: complete, saying no more than it may, and never parsing what people wrote (D13)."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.messages.facts import CHOICES, FACTS, GIVEN, LINE, RESOLVED, Facts
from core.messages.library import TEMPLATES
from core.messages.render import Text, render
from core.messages.samples import samples
from core.messages.samples_complaint import COMPLAINTS
from core.messages.words import LANGUAGES, ROLES, long_date, role_name
from core.text import lines

MAILS = Path(__file__).parents[1] / "data" / "mails"
WAYS = [(template, way) for template in FACTS for way in samples(template)]
TO_REPORTER = ("M2", "M7", "M8", "M9", "M23", "M24", "M25", "M28", "M33")
TO_OFFICE = ("M16",)
OVER = {("M12", "withdrawn"), ("M27", "cancelled"), ("M27", "reassigned")}
"""Nothing is left to open or to do."""
UNDATED = {("M12", "answered"), ("M12", "withdrawn"), ("M13", "inform"), ("M13", "lift"), ("M27", "reassigned")}
"""Nothing is owed by whoever reads these."""
EVERY = pytest.mark.parametrize("language", LANGUAGES)


def mail(template: str, way: str | None = None, language: str = "nb", **changed: object) -> Text:
    facts: Facts = samples(template)[way or next(iter(samples(template)))]
    return render(template, language, {**facts, **changed})  # type: ignore[dict-item]


@pytest.mark.parametrize(("template", "way"), WAYS)
def test_reads_as_written_down(template: str, way: str) -> None:
    """The files are for people to read; AVVIK_WRITE_MAILS=1 writes them anew after a wanted change."""
    kept = MAILS / f"{template}.{way}.txt"
    text = mail(template, way)
    written = f"Subject: {text.subject}\n\n{text.body}"
    if os.environ.get("AVVIK_WRITE_MAILS"):
        kept.write_text(written, encoding="utf-8")
    assert written == kept.read_text(encoding="utf-8")


def test_no_written_mail_is_left_over() -> None:
    assert {path.stem for path in MAILS.glob("*.txt")} == {f"{template}.{way}" for template, way in WAYS}


@EVERY
@pytest.mark.parametrize(("template", "way"), WAYS)
def test_each_is_whole_in_each_language(template: str, way: str, language: str) -> None:
    text = mail(template, way, language)
    assert text.language == language
    assert text.subject == text.subject.strip() != ""
    assert text.subject.isprintable()
    assert text.body.startswith("Hei!\n" if language != "en" else "Hello,\n")
    assert text.body.endswith("\n")
    assert not text.body.endswith("\n\n")
    assert "\n\n\n" not in text.body
    assert "{" not in text.body + text.subject
    assert "2026-" not in text.body, "a date nobody wrote out"
    assert lines(text.body) == text.body


@pytest.mark.parametrize(("template", "way"), WAYS)
def test_the_languages_differ(template: str, way: str) -> None:
    assert len({mail(template, way, language).body for language in LANGUAGES}) == len(LANGUAGES)


@EVERY
@pytest.mark.parametrize(("template", "way"), [each for each in WAYS if each[0] not in COMPLAINTS])
def test_says_number_role_date_and_what_to_do(template: str, way: str, language: str) -> None:
    body = mail(template, way, language).body
    facts = samples(template)[way]
    assert any(str(number) in body for number in [facts.get("number"), *facts.get("cases", ()), "A-26-0"])
    assert {"nb": "Din rolle", "nn": "Rolla di", "en": "Your role"}[language] in body
    if (template, way) not in UNDATED and way != "undated":
        assert " 2026" in body
    to_do = {
        "nb": ("Dette gjør du", "Neste steg"),
        "nn": ("Dette gjer du", "Neste steg"),
        "en": ("What to do", "Next step"),
    }
    assert any(words in body for words in to_do[language])
    if template in (*TO_REPORTER, *TO_OFFICE):
        assert "ie-post@example.no" in body or "nv-post@example.no" in body
        assert "avvik open" not in body
    elif (template, way) not in OVER:
        assert f"avvik open {'K' if facts.get('role') == 'caseworker' else 'A'}-26-0" in body


@EVERY
@pytest.mark.parametrize("template", FACTS)
def test_every_fact_declared_is_used_and_no_other(template: str, language: str) -> None:
    from jinja2 import Environment, meta

    source = (TEMPLATES / language / f"{template}.txt").read_text(encoding="utf-8")
    environment = Environment(autoescape=True)
    environment.filters |= {"date": str, "role": str}
    used = meta.find_undeclared_variables(environment.parse(source))
    codes = {code for fact, code in RESOLVED.items() if fact in used and code}
    assert used <= FACTS[template]
    assert FACTS[template] - used - codes <= {"faculty_email", "faculty", "expected_on"}


def test_no_mail_is_given_the_text_of_a_case() -> None:
    never = {"title", "description", "tried_channels", "note", "notes", "text", "report", "outcome", "name", "login"}
    never |= {"question", "proposal", "outcome", "reporter", "email", "measure_text"}
    free = {"answer": {"M7"}, "reason": {"M8", "M9"}}
    for template, facts in FACTS.items():
        assert not facts & never
        assert all(template in where for fact, where in free.items() if fact in facts and template not in COMPLAINTS)
    assert not LINE & (never | free.keys())


@pytest.mark.parametrize("template", FACTS)
def test_a_fact_not_declared_is_refused_without_quoting_it(template: str) -> None:
    with pytest.raises(ValueError, match="not declared \\['title'\\]") as refused:
        mail(template, title="Kanarifugl")
    assert "Kanarifugl" not in str(refused.value)


@pytest.mark.parametrize("template", FACTS)
def test_a_missing_fact_is_refused(template: str) -> None:
    facts = dict(next(iter(samples(template).values())))
    gone = sorted(facts)[0]
    del facts[gone]
    with pytest.raises(ValueError, match=f"missing \\['{gone}'\\]"):
        render(template, "nb", facts)


@pytest.mark.parametrize(
    ("template", "changed"),
    [
        ("M8", {"kind": "personel"}),
        ("M8", {"due_on": None}),
        ("M2", {"expected_on": "snart"}),
        ("M6", {"role": "portner"}),
        ("M1", {"cases": []}),
        ("digest", {"lines": [{"number": "A-26-0001", "title": "Kanarifugl"}]}),
        ("M99", {}),
    ],
)
def test_facts_that_make_no_letter_are_refused(template: str, changed: dict[str, object]) -> None:
    facts = next(iter(samples(template).values())) if template in FACTS else {}
    with pytest.raises(ValueError) as refused:
        render(template, "nb", {**facts, **changed})  # type: ignore[dict-item]
    assert "Kanarifugl" not in str(refused.value)
    assert "snart" not in str(refused.value)


HOSTILE = ("{{7*7}}", "{% include '/etc/passwd' %}", "{{ self }}", "#{7*7}", "${HOME}", "%(answer)s", "<b>&amp;</b>")


@EVERY
@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_never_a_template(text: str, language: str) -> None:
    assert f"\n{text}\n" in mail("M7", language=language, answer=text).body
    assert f"\n{text}\n" in mail("M8", language=language, reason=text).body
    assert f"\n{text}\n" in mail("M9", language=language, reason=text).body
    assert f" {text}\n" in mail("M16", language=language, ref=text).body
    assert text in mail("M2", language=language, faculty_name=text).body
    assert text in mail("M7", language=language, number=text).subject


def test_a_line_break_in_a_subject_is_flattened() -> None:
    text = mail("M7", number="A-26-0124\r\nBcc: x@example.no\u2028\x1b[31m")
    assert "\n" not in text.subject
    assert text.subject.startswith("A-26-0124 Bcc: x@example.no")
    assert text.subject.isprintable()


def test_control_characters_are_shown_and_line_breaks_kept() -> None:
    body = mail("M7", answer="en\r\nto\rtre\x1b]52;c;AA\x07 \u202efire \udc80").body
    assert "\nen\nto\ntre␛]52;c;AA␇ �fire �\n" in body


def test_ordinary_text_is_kept_letter_for_letter() -> None:
    answer = "Emnet [MAT101] – «æøå» 👩🏽‍🎓 e\u0301 שלום 中文\n\n  * punkt\n" + "lang " * 500 + "slutt"
    assert answer in mail("M7", answer=answer).body


def test_a_digest_puts_the_worst_first_and_says_what_was_delayed() -> None:
    body = mail("digest", "late").body
    places = [body.index(number) for number in ("A-26-0124/1:", "A-26-0102/2:", "A-26-0131:", "A-26-0140:")]
    assert places == sorted(places)
    assert body.index("PURRING") < places[0] < places[1] < body.index("PÅMINNELSE") < places[2]
    assert body.count("(forsinket)") == 1
    assert "programmet var nede" in body
    assert "programmet var nede" not in mail("digest", "ahead").body


@pytest.mark.parametrize(
    ("language", "student", "reporter"),
    [("nb", "studenten", "melder"), ("nn", "studenten", "meldar"), ("en", "student", "reporter")],
)
def test_a_digest_calls_whoever_complains_a_student(language: str, student: str, reporter: str) -> None:
    [ours] = [line for line in samples("digest")["one"]["lines"] if isinstance(line, Mapping)]
    for kind in ("preliminary_reply", "promise"):
        for about in ("", "escalated"):
            line = {**ours, "number": "K-26-0007", "kind": kind, "about": about}
            body = mail("digest", "one", language, lines=[line]).body
            assert student in body and reporter not in body


def test_no_digest_tells_that_a_case_was_whistleblowing() -> None:
    """A restricted case may only show as something to do (workflow.md §2)."""
    for language in LANGUAGES:
        for way in ("ahead", "everything"):
            body = mail("digest", way, language).body.lower()
            assert "A-26-0151".lower() in body
            assert not any(word in body for word in ("vars", "whistle", "reregister"))


DIGEST_SUBJECTS = {
    ("ahead", "nb"): "Påminnelse om 2 frister",
    ("late", "nb"): "Purring om 4 frister",
    ("one", "nb"): "A-26-0150: Påminnelse om en frist",
    ("escalated", "nb"): "Purring om 4 frister, eskalert til deg: 2",
    ("leader", "nb"): "Eskalert til deg som leder: 2 frister",
    ("leader_one", "nb"): "A-26-0091: Eskalert til deg som leder: en frist",
    ("weekly", "nb"): "Ukens oversikt over saker med behandler",
    ("weekly", "nn"): "Vekeoversyn over saker med behandlar",
    ("weekly", "en"): "This week’s cases with a handler",
    ("everything", "nb"): "Påminnelse om 2 frister, eskalert til deg: 2",
    ("leader", "en"): "Escalated to you as leader: 2 deadlines",
    ("late", "en"): "Overdue: 4 deadlines",
}


@pytest.mark.parametrize(("way", "language"), DIGEST_SUBJECTS)
def test_the_subject_of_a_digest_says_what_stands_in_it(way: str, language: str) -> None:
    """A list to glance through is no reminder, and what others owe is no deadline of the reader's."""
    assert mail("digest", way, language).subject == DIGEST_SUBJECTS[way, language]


def test_each_part_of_a_digest_stands_under_its_own_heading() -> None:
    body = mail("digest", "everything").body
    headings = ("PÅMINNELSE", "ESKALERT TIL DEG SOM LEDER", "SAKER MED BEHANDLER")
    own, leader, week = (body.index(heading) for heading in headings)
    assert own < body.index("A-26-0150:") < leader < body.index("A-26-0088/1:") < body.index("A-26-0091:") < week
    assert week < body.index("A-26-0133: OVER FRISTEN") < body.index("A-26-0140:")
    assert "Her er fristene som venter på deg" in body
    for way, only in (("leader", headings[1]), ("weekly", headings[2]), ("ahead", headings[0])):
        assert [heading for heading in headings if heading in mail("digest", way).body] == [only]
        assert ("venter på deg" in mail("digest", way).body) is (way == "ahead")


@EVERY
def test_a_leader_is_told_what_is_expected_and_of_whose_answer(language: str) -> None:
    body = mail("digest", "leader", language).body
    reporter = {"nb": "Se til at melderen får svar", "nn": "Sjå til at meldaren får svar", "en": "the reporter gets an"}
    other = {"nb": "den som har fristen", "nn": "den som har fristen", "en": "whoever has the deadline"}
    assert body.count(reporter[language]) == body.count(other[language]) == 1
    assert role_name("line_leader", language) in body


@EVERY
def test_who_waits_for_an_answer_is_told_to_remind_and_who_was_asked_to_give_it(language: str) -> None:
    waits = {"nb": "har ikke svart", "nn": "har ikkje svart", "en": "has not answered"}[language]
    gives = {"nb": "gi svaret ditt", "nn": "gi svaret ditt", "en": "give your answer"}[language]
    handler, asked = mail("digest", "handler", language).body, mail("digest", "kinds", language).body
    assert (waits in handler, gives in handler) == (True, False)
    assert (waits in asked, gives in asked) == (False, True)


def test_a_decline_says_that_there_is_a_reason_but_not_which() -> None:
    assert "reason" not in FACTS["M15"]
    assert "Grunnen står i saken" in mail("M15", "declined").body
    assert "Grunnen" not in mail("M15", "proposed").body


@EVERY
def test_whistleblowing_says_who_takes_it_on_and_that_once_is_enough(language: str) -> None:
    body = mail("M8", "whistleblowing", language).body
    once = {"nb": "trenger ikke å melde fra en gang til", "nn": "treng ikkje å melde frå", "en": "a second time"}
    assert once[language] in body
    assert "varsel-ie@example.no" in body
    assert "studentombud@example.no" in body
    employee = mail("M8", "whistleblowing_employee", language).body
    assert "varsel-ie@example.no" in employee
    assert "studentombud@example.no" not in employee


WHATS = {
    ("M12", "asked"): ("Du er spurt i en høringsrunde", "skriv svaret ditt", "høringspart"),
    ("M12", "moved"): ("Ny frist for å svare", "skriv svaret ditt", "høringspart"),
    ("M12", "answered"): ("Det har kommet svar", "Les svaret", "den som behandler saken"),
    ("M12", "withdrawn"): ("er trukket", "Ingenting", "høringspart (avsluttet)"),
    ("M13", "inform"): ("Du er informert", "Du har ingen frist", "informert"),
    ("M13", "lift"): ("løftet til deg", "på ditt nivå", "saken er løftet til deg"),
    ("M15", "declined"): ("er avvist", "gi tiltaket til en annen", "behandler"),
    ("M15", "proposed"): ("har foreslått", "Les forslaget", "behandler"),
    ("M27", "moved"): ("Ny frist for tiltaket", "gjennomført innen den nye fristen", "tiltaksansvarlig"),
    ("M27", "answer_moved"): ("Ny frist for å svare", "Godta tiltaket, eller avvis det", "tiltaksansvarlig"),
}


@pytest.mark.parametrize(("template", "what"), WHATS)
def test_each_what_has_a_letter_of_its_own(template: str, what: str) -> None:
    subject, do, role = WHATS[template, what]
    text = mail(template, what)
    assert subject in text.subject
    assert do in text.body
    assert f"Din rolle: {role}\n" in text.body


def test_every_what_is_looked_at() -> None:
    ways = {
        (template, str(facts["what"])) for template in FACTS for facts in samples(template).values() if "what" in facts
    }
    assert {(t, code) for (t, fact), codes in CHOICES.items() if fact == "what" for code in codes} == ways


@EVERY
def test_the_preliminary_reply_says_why_when_and_where_to_turn(language: str) -> None:
    body = mail("M9", language=language).body
    assert "\nVi venter på svar fra leverandøren av eksamenssystemet.\n" in body
    assert body.count(long_date("2026-12-18", language)) == 2
    assert "studentombud@example.no" in body
    assert "ombud" not in mail("M9", "unaddressed", language).body


@EVERY
def test_a_late_answer_is_regretted_and_the_lawful_next_step_is_told(language: str) -> None:
    """R31, R32, law.md L28: whoever is not answered may whistle-blow, and nobody may retaliate."""
    student, employee = (mail("M25", way, language).body for way in ("student", "employee"))
    assert long_date("2026-10-23", language) in student
    assert {"nb": "det beklager vi", "nn": "det beklagar vi", "en": "we are sorry"}[language] in student
    assert "varsel-ie@example.no" in student
    assert "varsel-ie@example.no" in employee
    assert ("studentombud@example.no" in student, "studentombud@example.no" in employee) == (True, False)
    alone = mail("M25", "unaddressed", language).body
    assert "ie-post@example.no" in alone
    assert "()" not in alone


@EVERY
def test_the_reporter_is_asked_without_the_question(language: str) -> None:
    body = mail("M33", language=language).body
    assert "question" not in FACTS["M33"]
    assert long_date("2026-12-04", language) in body
    assert {"nb": "står ikke spørsmålet", "nn": "står ikkje spørsmålet", "en": "the question is not"}[language] in body


def test_the_reception_is_told_that_it_has_a_report_and_nothing_of_it() -> None:
    assert FACTS["M16"] == {"number", "faculty", "faculty_name", "faculty_email", "on", "ref"}
    assert "VARSEL-17" in mail("M16").body
    assert "Referanse" not in mail("M16", "unreferenced").body
    assert "VARSEL-17" not in mail("M16").subject


def test_another_language_reads_english() -> None:
    assert mail("M2", language="se").language == "en"


def test_what_the_rules_give_and_what_is_resolved_make_the_whole() -> None:
    for template, given in GIVEN.items():
        assert not given & RESOLVED.keys()
        codes = {RESOLVED[fact] for fact in FACTS[template] & RESOLVED.keys()} - {""}
        assert codes <= given, "a fact that cannot be resolved"


def test_long_dates() -> None:
    assert long_date("2026-11-20", "nb") == "fredag 20. november 2026"
    assert long_date("2026-12-05", "nn") == "laurdag 5. desember 2026"
    assert long_date("2027-03-01", "en") == "Monday 1 March 2027"


def test_every_role_has_three_names() -> None:
    assert all(len(names) == len(LANGUAGES) and all(names) for names in ROLES.values())
    assert role_name("handler", "nn") == "behandlar"


def test_jinja_is_loaded_only_when_a_mail_is_rendered() -> None:
    asks = "import sys, core.messages.render, core.messages.wire; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout.split()
    assert "core.messages.wire" in loaded
    assert not {"jinja2", "email", "email_validator", "core.messages.template"} & set(loaded)
