"""What the settings make of rules and of faculties: terms, a second file, versions that clash."""

from datetime import date, time
from pathlib import Path

import pytest
from settings_files import LEAST, RULE, write, wrong

from core.config import load
from core.config.shown import show
from core.domain.deadline import rule_for
from core.domain.rules import DEFAULT_RULES


def test_a_faculty_decides_for_itself(tmp_path: Path) -> None:
    text = """
[workflow]
closed_by = ["handler"]
[workflow.faculty.IE]
closed_by = ["contact"]
[workflow.faculty.HF]
[deadlines]
closed = [2026-12-24]
send_at = 07:30:00
timezone = "Arctic/Longyearbyen"
"""
    rules = RULE + 'faculty = "IE"\nperiod = "3  weeks"\n' + RULE.replace('"ie"', '"all"') + 'period = "1 month"\n'
    settings = load(write(tmp_path, LEAST + text + rules))
    ie, hf = settings.for_faculty("IE"), settings.for_faculty("HF")
    assert (ie.closed_by, hf.closed_by) == (("contact",), ("handler",))
    assert [(rule.id, str(rule.period)) for rule in ie.rules[len(DEFAULT_RULES) :]] == [
        ("ie", "3 weeks"),
        ("all", "1 month"),
    ]
    found = [rule_for("follow_up", date(2027, 2, 1), terms.faculty, terms.rules).id for terms in (ie, hf)]
    assert found == ["ie", "all"]
    assert ie.rules[: len(DEFAULT_RULES)] == DEFAULT_RULES
    assert (ie.faculty, ie.closed, ie.send_at) == ("IE", frozenset({date(2026, 12, 24)}), time(7, 30))
    assert ie.timezone == "Arctic/Longyearbyen"


@pytest.mark.parametrize(
    ("rules", "ids"),
    [
        (RULE, ["config.rule_period"]),
        (RULE.replace("follow_up", "promise"), []),
        (2 * (RULE + 'period = "3 weeks"\n'), ["config.rule_twice"]),
        (RULE.replace('"ie"', '"follow_up"') + 'period = "3 weeks"\n', ["config.rule_differs"]),
        (RULE.replace('"ie"', '"follow_up"') + 'period = "3 weeks"\nfaculty = "IE"\n', []),
    ],
)
def test_rules_that_clash(tmp_path: Path, rules: str, ids: list[str]) -> None:
    file = write(tmp_path, LEAST + rules)
    assert ([each.id for each in wrong(file)] if ids else load(file) and []) == ids


@pytest.mark.parametrize(
    ("line", "instead", "id"),
    [
        ('period = "3 weeks"', 'period = "3 fortnights"', "config.period"),
        ('period = "3 weeks"', 'period = "-3 weeks"', "config.period"),
        ('period = "3 weeks"', "period = 3", "config.wrong_kind"),
        ("valid_from = 2027-01-01", 'valid_from = "2027-01-01"', "config.wrong_kind"),
        ("valid_from = 2027-01-01", "valid_from = 2027-01-01T00:00:00", "config.wrong_kind"),
        ("valid_from = 2027-01-01", "valid_from = 2027-02-30", "config.not_toml"),
        ("version = 1", "version = -1", "config.least"),
        ("repeat = 7", "repeat = -7", "config.least"),
        ("repeat = 7", "repeat = 367", "config.most"),
        ("repeat = 7", "remind = [7, -1]", "config.least"),
        ("repeat = 7", "escalate = [14, 400]", "config.most"),
        ('kind = "follow_up"', 'kind = "folow_up"', "config.rule_kind"),
    ],
)
def test_a_broken_rule_is_one_line_with_its_place(tmp_path: Path, line: str, instead: str, id: str) -> None:
    whole = LEAST + RULE + 'period = "3 weeks"\nrepeat = 7\n'
    assert line in whole
    file = write(tmp_path, whole.replace(line, instead))
    (problem,) = wrong(file)
    assert (problem.id, problem.line) == (id, whole.splitlines().index(line) + 1)
    for language in ("nb", "en"):
        assert problem.tell(language).startswith(f"{file}:{problem.line}: ")


def test_the_second_file_holds_rules_and_nothing_else(tmp_path: Path) -> None:
    file = write(tmp_path, f'{LEAST}[deadlines]\nfile = "rules.toml"\n{RULE}period = "3 weeks"\n')
    assert [(each.file.name, each.id) for each in wrong(file)] == [("rules.toml", "config.no_file")]

    write(tmp_path, '[mail]\nhost = "evil.example.org"\n[[rule]]\n', "rules.toml")
    found = wrong(file)
    assert {(each.file.name, each.line, each.key) for each in found} >= {
        ("rules.toml", 1, "mail"),
        ("rules.toml", 3, "rule[1].id"),
    }

    write(tmp_path, RULE + 'period = "2 weeks"\n', "rules.toml")
    assert [(each.file.name, each.line, each.id) for each in wrong(file)] == [("rules.toml", 1, "config.rule_twice")]

    write(tmp_path, RULE.replace("version = 1", "version = 2") + 'period = "2 weeks"\n', "rules.toml")
    settings = load(file)
    assert [rule.version for rule in settings.rule] == [1, 2]
    origins = {each.key: each.source for each in show(file, {})}
    assert origins["rule[1].version"] == f"{file}:10"
    assert origins["rule[2].version"] == f"{tmp_path}/rules.toml:3"
    assert origins["rule[2].repeat"] is None
