"""An administrator's own templates: used when they can be, told of when they cannot, never stopping the queue."""

import os
from pathlib import Path

import pytest

from core.messages.facts import FACTS
from core.messages.library import TEMPLATES
from core.messages.overrides import check_overrides
from core.messages.render import render
from core.messages.samples import samples
from core.messages.words import LANGUAGES

FACTS_M2 = samples("M2")["plain"]


def put(folder: Path, where: str, source: str | bytes) -> Path:
    path = folder / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return path


def test_our_own_templates_pass_the_check(tmp_path: Path) -> None:
    for language in LANGUAGES:
        for template in FACTS:
            source = (TEMPLATES / language / f"{template}.txt").read_bytes()
            put(tmp_path, f"{language}/{template}.txt", source)
    assert check_overrides(tmp_path) == []


def test_an_override_is_used_and_its_changes_are_seen(tmp_path: Path) -> None:
    path = put(tmp_path, "nb/M2.txt", "Subject: Vår {{ number }}\n\nFørste utgave.\n")
    text = render("M2", "nb", FACTS_M2, tmp_path)
    assert (text.subject, text.body, text.broken) == ("Vår A-26-0124", "Første utgave.\n", None)
    put(tmp_path, "nb/M2.txt", "Subject: Vår {{ number }}\n\nAndre utgave, {{ expected_on|date }}.\n")
    os.utime(path, (1, 1))
    assert render("M2", "nb", FACTS_M2, tmp_path).body == "Andre utgave, fredag 18. desember 2026.\n"
    path.unlink()
    assert render("M2", "nb", FACTS_M2, tmp_path) == render("M2", "nb", FACTS_M2)


def test_nynorsk_falls_back_on_an_override_in_bokmaal_and_english_does_not(tmp_path: Path) -> None:
    put(tmp_path, "nb/M2.txt", "Subject: Vår\n\nPå bokmål.\n")
    nynorsk = render("M2", "nn", FACTS_M2, tmp_path)
    assert (nynorsk.body, nynorsk.language) == ("På bokmål.\n", "nb")
    assert render("M2", "en", FACTS_M2, tmp_path) == render("M2", "en", FACTS_M2)
    put(tmp_path, "nn/M2.txt", "Subject: Vår\n\nPå nynorsk.\n")
    assert render("M2", "nn", FACTS_M2, tmp_path).body == "På nynorsk.\n"


BROKEN = {
    "template_no_subject": [("Hei!\n\nTekst.\n", 1), ("Subject:  \n\nTekst.\n", 1), ("", 1)],
    "template_subject_lines": [("Subject: En\nto linjer\n\nTekst.\n", 2)],
    "template_no_body": [("Subject: En\n\n\n", 3), ("Subject: En", 3)],
    "template_syntax": [
        ("Subject: En\n\nTekst.\n{% if number %}\n", 4),
        ("Subject: {{ number\n\nTekst.\n", 1),
        ("Subject: En\n\nTo.\n\n{{ number|finnesikke }}\n", 5),
        ("Subject: {% if number %}\n\nEn{% endif %}\n", 1),
    ],
    "template_unknown_fact": [
        ("Subject: En\n\nTo.\n{{ title }}\n", 4),
        ("Subject: {{ answer }}\n\nTo.\n", 1),
        ("Subject: En\n\n{% if not number %}\n{{ description }}\n{% endif %}\n", 4),
        ("Subject: En\n\n{{ range(10) }}\n", 3),
    ],
    "template_reaches_out": [
        ("Subject: En\n\n{% include '/etc/passwd' %}\n", 3),
        ("Subject: En\n\n\n{% import 'x' as y %}\n", 4),
        ("Subject: En\n\n{% extends 'nb/M2.txt' %}\n", 3),
    ],
    "template_failed": [
        ("Subject: En\n\nTo.\n\n{{ number|date }}\n", 5),
        ("Subject: En\n\n{{ ''.__class__.__mro__ }}\n", 3),
        ("Subject: En\n\nTo.\n{{ 1 // 0 }}\n", 4),
        ("Subject: {{ number.finnesikke }}\n\nTo.\n", 1),
        ("Subject: En\n\n{{ 9 ** 9 ** 9 }}\n", 3),
        ("Subject: En\n\nTo.\n{{ 'x' * 9000000000 }}\n", 4),
    ],
    "template_controls": [('Subject: En\n\n{{ "\\x1b" }}[31m\n', 1), ('Subject: En{{ "\\n" }}to\n\nTekst.\n', 1)],
    "template_unreadable": [(b"Subject: En\n\n\xe6\xf8\xe5\n", 1)],
}


@pytest.mark.parametrize(("id", "source", "line"), [(id, *case) for id, cases in BROKEN.items() for case in cases])
def test_a_broken_one_is_told_with_file_and_line(tmp_path: Path, id: str, source: str | bytes, line: int) -> None:
    path = put(tmp_path, "nb/M2.txt", source)
    assert [(problem.file, problem.line, problem.id) for problem in check_overrides(tmp_path)] == [(path, line, id)]


@pytest.mark.parametrize("source", [cases[0][0] for id, cases in BROKEN.items() if id != "template_controls"])
def test_a_broken_one_does_not_stop_the_mail(tmp_path: Path, source: str | bytes) -> None:
    path = put(tmp_path, "nb/M2.txt", source)
    text, ours = render("M2", "nb", FACTS_M2, tmp_path), render("M2", "nb", FACTS_M2)
    assert (text.subject, text.body) == (ours.subject, ours.body)
    assert text.broken is not None
    assert (text.broken.file, text.broken.detail) == (path, "")


def test_a_file_no_mail_reads_is_told(tmp_path: Path) -> None:
    wrong = [
        put(tmp_path, where, "Subject: En\n\nTo.\n") for where in ("nb/M99.txt", "nb/m2.txt", "se/M2.txt", "M2.txt")
    ]
    put(tmp_path, "nb/.M2.txt.swp", "")
    assert {problem.file for problem in check_overrides(tmp_path)} == set(wrong)
    assert {problem.id for problem in check_overrides(tmp_path)} == {"template_unknown"}
    assert [problem.id for problem in check_overrides(tmp_path / "borte")] == ["template_folder"]


def test_facts_stay_data_in_an_override(tmp_path: Path) -> None:
    put(tmp_path, "nb/M7.txt", "Subject: {{ number }}\n\n{{ answer }}\n")
    facts = {**samples("M7")["plain"], "answer": "{{ 7*7 }}{% include 'x' %}"}
    assert render("M7", "nb", facts, tmp_path).body == "{{ 7*7 }}{% include 'x' %}\n"
