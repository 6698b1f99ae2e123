"""`avvik complaint …`: every row of the data taken over and shown as foreseen; bad rows by name; acts, one by one."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from commands import Answer, avvik

DATA = Path(__file__).parents[1] / "data"
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "complaints-expected.json").read_text(encoding="utf-8"))
FILES = ("complaints.csv", "complaints-parts.csv", "complaints-events.csv")
CONFIG = '[database]\npath = "avvik.db"\n[mail]\nhost = "localhost"\nsender = "avvik@example.no"\n'
Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    assert avvik(config, "init").code == 0
    assert avvik(config, "directory", "import", str(DATA / "directory.toml")).code == 0
    return config


def take(config: Path, folder: Path = DATA, *more: str) -> Answer:
    names = [str(folder / name) for name in FILES]
    return avvik(config, "complaint", "import", names[0], "--parts", names[1], "--events", names[2], *more)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All complaints of the data, taken over once."""
    folder = tmp_path_factory.mktemp("complaints")
    config = folder / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    with time_machine.travel(NOW, tick=False):
        assert avvik(config, "init").code == 0
        assert avvik(config, "directory", "import", str(DATA / "directory.toml")).code == 0
        taken = take(config, DATA, "--as-of", "2026-11-21", "--json")
    assert (taken.code, taken.json) == (0, {"imported": 50, "unchanged": 0, "refused": []})
    return config


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(made.parent, tmp_path / "house")) / "config.toml"


def shown(config: Path, ref: str, who: str | None = None) -> dict[str, Any]:
    answer = avvik(config, "complaint", "show", ref, "--json", who=who)
    assert answer.code == 0, answer.err
    return dict(answer.json)


def of_kind(case: dict[str, Any], kind: str) -> dict[str, Any] | None:
    return next((each for each in case["deadlines"] if each["kind"] == kind), None)


def as_foreseen(case: dict[str, Any]) -> dict[str, Any]:
    """`complaint show --json` in the terms of complaints-expected.json."""
    sensurfrist, explanation = of_kind(case, "sensurfrist"), of_kind(case, "explanation")
    assert sensurfrist
    told: dict[str, Any] = {
        "complaint_type": case["type"],
        "received": case["received"],
        "deadline": (sensurfrist["raw_on"], sensurfrist["due_on"]),
        "student_limit": tuple(case["student_limit"][name] for name in ("raw_on", "due_on", "in_time")),
        "status": "closed" if case["closed_at"] else "open",
        "decision": case["decision"],
        "decision_basis": case["decision_basis"],
        "decided_on": case["decided_on"],
        "final_grade": case["final_grade"],
        "gap_second": case["gap"],
        "third_grading_required": case["third_grading"],
        "second_grade_logged_only": any(grade["logged_only"] for grade in case["grades"]),
        "delete_logged_second_grade": case["delete_logged_grade"],
        "total": case["total"],
        "diploma": (case["diploma"]["kind"], [(each["step"], each["on"]) for each in case["diploma"]["tasks"]]),
        "letters": [(each["number"], each["on"], each["return_by"]) for each in case["letters"]],
        "flags": case["flags"],
    }
    if explanation:
        told["explanation_due"] = (explanation["raw_on"], explanation["due_on"])
    return told


def foreseen(reference: str) -> dict[str, Any]:
    it = EXPECTED[reference]
    told = {
        "complaint_type": it["complaint_type"],
        "received": it["received"],
        "deadline": (it["deadline"]["raw"], it["deadline"]["shifted"]),
        "student_limit": tuple(it["student_limit"][name] for name in ("raw", "shifted", "in_time")),
        "total": it["total"] and {name: it["total"][name] for name in ("before", "after")},
        "diploma": (it["diploma"]["kind"], [(each["step"], each["on"]) for each in it["diploma"]["steps"]]),
        "letters": [(each["letter"], each["on"], each["return_by"]) for each in it["letters"]],
    }
    same = (
        "status", "decision", "decision_basis", "decided_on", "final_grade", "gap_second", "third_grading_required",
        "second_grade_logged_only", "delete_logged_second_grade", "flags",
    )  # fmt: skip
    told |= {name: it[name] for name in same}
    if "explanation_due" in it:
        told["explanation_due"] = (it["explanation_due"]["raw"], it["explanation_due"]["shifted"])
    return told


@pytest.mark.parametrize("reference", EXPECTED)
def test_every_row_is_shown_as_foreseen(made: Path, reference: str) -> None:
    assert as_foreseen(shown(made, reference)) == foreseen(reference)


def test_the_fields_others_build_on(made: Path) -> None:
    case = shown(made, "KLAGE-2026-1242")
    wanted = "id reference type state decision decision_basis decided_on final_grade third_grading deadlines letters"
    assert {*wanted.split(), "diploma", "total", "flags"} <= case.keys()
    assert {"kind", "raw_on", "due_on", "rule"} <= case["deadlines"][0].keys()
    assert {"number", "on", "return_by"} == case["letters"][0].keys()
    assert {"kind", "locks", "tasks"} <= case["diploma"].keys()
    assert (case["final_grade"], case["mark"]) == (None, None)
    marks = {shown(made, ref)["mark"] for ref, it in EXPECTED.items() if it["final_grade"] in ("F", "Ikke bestått")}
    assert marks == {"S"} and shown(made, "KLAGE-2026-1212")["mark"] == "B"
    assert (case["id"], case["state"]) == ("K-26-0033", "dismissed")


def test_the_history_says_when_and_whence_and_nothing_is_mailed(made: Path) -> None:
    case = shown(made, "KLAGE-2025-1017")
    assert [(line["kind"], line["at"][:10]) for line in case["history"]][::2] == [
        ("register", "2025-12-18"),
        ("grade", "2026-01-12"),
        ("grade", "2026-01-30"),
    ]
    assert {(line["actor"]["login"], line["how"]) for line in case["history"]} == {("system", "import")}
    assert avvik(made, "mail", "list", "--json").json == []
    running = shown(made, "KLAGE-2026-1386")
    assert {(d["kind"], d["state"]) for d in running["deadlines"]} == {
        ("sensurfrist", "open"),
        ("preliminary_reply", "open"),
    }


def test_the_same_again_changes_nothing(config: Path) -> None:
    assert take(config, DATA, "--json").json == {"imported": 0, "unchanged": 50, "refused": []}


def test_a_row_that_says_otherwise_is_refused(config: Path, tmp_path: Path) -> None:
    files = altered(tmp_path, complaints=lambda rows: [*rows[:1], rows[1] | {"original_grade": "B"}])
    answer = take(config, files, "--json")
    assert answer.code == 1
    refused = answer.json["refused"]
    assert [(row["reference"], row["reason"]) for row in refused if row["file"] == "complaints"] == [
        ("KLAGE-2025-1017", "complaint.disagrees")
    ]


def test_as_of_an_earlier_day(empty: Path) -> None:
    answer = take(empty, DATA, "--as-of", "2026-06-23", "--json")
    late = {row["reason"] for row in answer.json["refused"]}
    assert late == {"date.future"} and answer.json["imported"] == 34
    case = shown(empty, "KLAGE-2026-1242")
    assert (case["state"], case["diploma"]["locks"]) == ("registered", ["verification"])
    assert avvik(empty, "complaint", "import", str(DATA / FILES[0]), "--as-of", "2026-12-01").code == 1


AGAIN = ("2026-01-14", "2026-01-25", "2026-06-26", "2026-07-01", "2026-07-03", "2026-11-21")


def test_it_may_be_read_again_as_time_goes_by(empty: Path) -> None:
    for day in AGAIN:
        late = {row["reason"] for row in take(empty, DATA, "--as-of", day, "--json").json["refused"]}
        assert late <= {"date.future"}, day
    for reference in EXPECTED:
        assert as_foreseen(shown(empty, reference)) == foreseen(reference)
    assert take(empty, DATA, "--json").json == {"imported": 0, "unchanged": 50, "refused": []}
    assert take(empty, DATA, "--as-of", AGAIN[0], "--json").json["unchanged"] == 50, "and never taken back"


def test_a_return_date_that_is_over_when_it_is_read_again(empty: Path) -> None:
    missed = "KLAGE-2026-1242"
    take(empty, DATA, "--as-of", "2026-07-06")
    assert shown(empty, missed)["state"] == "registered"
    take(empty, DATA, "--as-of", "2026-07-07")
    assert as_foreseen(shown(empty, missed)) == foreseen(missed)


def test_what_is_owed_is_owed_since_it_was_first_read(empty: Path) -> None:
    def owed() -> dict[str, str]:
        found = avvik(empty, "deadline", "explain", "KLAGE-2026-1041", "--json").json
        return {each["kind"]: each["opened_on"] for each in found}

    take(empty, DATA, "--as-of", "2026-01-12")
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        take(empty, DATA, "--as-of", "2026-01-13")
        after = owed()
    assert (after["sensurfrist"], after["task"]) == ("2026-11-21", "2026-11-30")


def test_a_complaint_that_is_worked_on_here_is_not_gone_on_with_from_a_file(empty: Path) -> None:
    take(empty, DATA, "--as-of", "2026-07-15")
    do(empty, "note", "Ringte studenten", ref="KLAGE-2026-1298")
    version = shown(empty, "KLAGE-2026-1298")["version"]
    refused = take(empty, DATA, "--json").json["refused"]
    assert [(row["reference"], row["reason"]) for row in refused] == [("KLAGE-2026-1298", "complaint.went_on")]
    assert shown(empty, "KLAGE-2026-1298")["version"] == version


def rows_of(name: str) -> Rows:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def altered(folder: Path, **change: Callable[[Rows], Rows]) -> Path:
    """The files with some rows altered, in a folder of their own."""
    into = folder / "files"
    into.mkdir(exist_ok=True)
    for name, key in zip(FILES, ("complaints", "parts", "events"), strict=True):
        rows = rows_of(name)
        wanted = change.get(key, lambda rows: rows)([*rows])
        with (into / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(wanted)
    return into


PART = "KLAGE-2026-1069"
BAD: dict[str, tuple[dict[str, str], str]] = {
    "a grade off the scale": ({"original_grade": "G"}, "grade.off_scale"),
    "before the announcement": ({"announced": "2026-01-13"}, "complaint.before_announced"),
    "an unknown course": ({"course_code": "XYZ1"}, "course.unknown"),
    "an unknown unit": ({"unit": "XX"}, "unit.unknown"),
    "an unknown caseworker": ({"caseworker": "ingen"}, "person.unknown"),
    "a type of no kind": ({"complaint_type": "KLAGE"}, "unknown_complaint_type"),
    "a scale of no kind": ({"scale": "numbers"}, "unknown_scale"),
    "no date": ({"received": "i går"}, "bad_day"),
    "a day to come": ({"received": "2027-01-12"}, "date.future"),
    "no address": ({"student_email": "nobody"}, "invalid_email"),
    "no name": ({"student_name": " "}, "text.empty"),
    "no student": ({"student_number": ""}, "text.empty"),
    "a language we do not write": ({"language": "sv"}, "unknown_language"),
    "a weight beyond all": ({"part_weight": "101"}, "bad_weight"),
    "another weight than the part's": ({"part_weight": "50"}, "parts.differ"),
    "the total where there are parts": ({"assessment_part": "", "part_weight": ""}, "complaint.on_total"),
    "a part that is none": ({"assessment_part": "Quiz"}, "parts.not_there"),
    "no reference": ({"case_reference": ""}, "empty_reference"),
    "a hostile reference": ({"case_reference": "--as\x1b[31m"}, "bad_reference"),
    "longer than anything": ({"student_name": "x" * 301}, "too_long"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_one_line_and_the_others_go_in(empty: Path, tmp_path: Path, case: str) -> None:
    change, reason = BAD[case]
    bad = change.get("case_reference", PART)

    def spoil(rows: Rows) -> Rows:
        return [row | change if row["case_reference"] == PART else row for row in rows]

    files = altered(tmp_path, complaints=spoil)
    answer = take(empty, files, "--json")
    found = [row for row in answer.json["refused"] if row["file"] == "complaints"]
    assert (answer.code, answer.json["imported"], [row["reason"] for row in found]) == (1, 49, [reason])
    assert found[0]["line"] == 1 + [row["case_reference"] for row in rows_of(FILES[0])].index(PART) + 1
    said = take(empty, files)
    assert "\x1b" not in said.err and len(said.err.splitlines()) == len(answer.json["refused"])
    assert avvik(empty, "complaint", "show", bad or PART).code != 0, "nothing half done"


BESIDE: dict[str, tuple[str, Callable[[Rows], Rows], str, str]] = {
    "weights that do not sum": (
        "parts",
        lambda rows: [row | {"part_weight": "30"} if row["assessment_part"] == "Prosjekt" else row for row in rows],
        "complaints",
        "parts.weights",
    ),
    "a part's grade off the scale": (
        "parts",
        lambda rows: [row | {"grade": "5"} if row["assessment_part"] == "Prosjekt" else row for row in rows],
        "complaints",
        "grade.off_scale",
    ),
    "a part for nobody": (
        "parts",
        lambda rows: [*rows, rows[0] | {"case_reference": "KLAGE-1"}],
        "parts",
        "no_such_complaint",
    ),
    "an event for nobody": (
        "events",
        lambda rows: [*rows, rows[0] | {"case_reference": "KLAGE-1"}],
        "events",
        "no_such_complaint",
    ),
    "an event of no kind": (
        "events",
        lambda rows: [row | {"event": "x"} if row["event"] == "second_graded" else row for row in rows],
        "events",
        "unknown_event",
    ),
    "an event on no day": (
        "events",
        lambda rows: [row | {"date": "2026-02-30"} if row["event"] == "withdrawn" else row for row in rows],
        "events",
        "bad_day",
    ),
    "an event that disagrees": (
        "events",
        lambda rows: [row | {"date": "2025-01-01"} if row["event"] == "announced" else row for row in rows],
        "complaints",
        "event.disagrees",
    ),
    "a grade given that is none": (
        "events",
        lambda rows: [row | {"value": "Z"} if row["event"] == "second_graded" else row for row in rows],
        "complaints",
        "grade.off_scale",
    ),
}


@pytest.mark.parametrize("case", BESIDE)
def test_what_is_wrong_in_the_files_beside(empty: Path, tmp_path: Path, case: str) -> None:
    which, change, file, reason = BESIDE[case]
    answer = take(empty, altered(tmp_path, **{which: change}), "--json")
    assert answer.code == 1
    assert reason in {row["reason"] for row in answer.json["refused"] if row["file"] == file}
    assert answer.json["imported"] + sum(row["file"] == "complaints" for row in answer.json["refused"]) == 50


HOSTILE = "\x1b[2J\x1b]0;x\x07[red]{{ x }}=1+1\u202ekarl"


def test_hostile_words_are_kept_and_shown_harmless(empty: Path, tmp_path: Path) -> None:
    change = {"student_name": HOSTILE, "note": HOSTILE + "\nBcc: x@example.no", "journal_number": HOSTILE}

    def spoil(rows: Rows) -> Rows:
        return [row | change for row in rows[:3]]

    names = altered(tmp_path, complaints=spoil)
    assert avvik(empty, "complaint", "import", str(names / FILES[0])).code == 0
    for lang in ("nb", "en"):
        said = avvik(empty, "complaint", "show", "KLAGE-2025-1005", lang=lang).out
        assert "[red]{{ x }}=1+1" in said and not any(sign in said for sign in "\x1b\x07\u202e")
    answer = avvik(empty, "complaint", "show", "KLAGE-2025-1005", "--json")
    assert answer.json["student"]["name"] == HOSTILE and "\x1b" not in answer.out and "\u202e" not in answer.out


def test_a_second_open_one_of_the_type_on_the_part(empty: Path, tmp_path: Path) -> None:
    def twice(rows: Rows) -> Rows:
        return [*rows, rows[-1] | {"case_reference": "KLAGE-2026-9999"}]

    answer = take(empty, altered(tmp_path, complaints=twice), "--json")
    assert [(row["reference"], row["reason"]) for row in answer.json["refused"]] == [
        ("KLAGE-2026-9999", "complaint.twice")
    ]


def test_no_file_and_nothing_in_it(empty: Path, tmp_path: Path) -> None:
    assert avvik(empty, "complaint", "import", str(tmp_path / "none.csv")).code == 2
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert avvik(empty, "complaint", "import", str(tmp_path / "other.csv")).code == 1
    assert avvik(empty, "complaint", "import", str(DATA / FILES[0]), who="ashivint").code == 1


@pytest.mark.parametrize(("point", "kept"), [("before commit of complaints", 0), ("after complaints batch", 50)])
def test_a_take_over_that_is_killed_is_there_whole_or_not_at_all(empty: Path, point: str, kept: int) -> None:
    names = [str(DATA / name) for name in FILES]
    words = ["complaint", "import", names[0], "--parts", names[1], "--events", names[2]]
    command = [sys.executable, "-m", "tui", "--config", str(empty), *words]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "AVVIK_CRASH_AT": point}
    assert subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False).returncode == 9
    assert len(avvik(empty, "complaint", "list", "--json").json) == kept
    assert take(empty, DATA, "--json").json == {"imported": 50 - kept, "unchanged": kept, "refused": []}


WHO = "ashivint"
OPEN = "KLAGE-2026-1386"
EXAMINERS = ("--examiner", "Sensor Ein <ein@example.org>", "--external", "Sensor To <to@example.com>")


def do(config: Path, verb: str, *words: str, ref: str = OPEN, code: int = 0) -> Answer:
    answer = avvik(config, "complaint", verb, ref, *words, who=WHO)
    assert answer.code == code, answer.err
    return answer


def test_a_whole_life_by_commands(config: Path) -> None:
    do(config, "commission", "--round", "2", "--number", "1", *EXAMINERS)
    do(config, "send", "--round", "2", "--on", "2026-11-21", "--due", "2026-12-01")
    answer = do(config, "package", "--round", "2", "--json")
    package = answer.json
    assert package["revealed"] is None and not any(it in answer.out for it in ('"D"', "2026/23043-4", "Rognhaugvoll"))
    assert "original_grade" in [each["what"] for each in package["withheld"]]
    assert "bokstavkarakterer" in do(config, "package", "--round", "2").out
    do(config, "grade", "B", "--round", "2")
    case = shown(config, OPEN)
    assert (case["state"], case["decision"], case["gap"]) == ("third_grading", None, 2)
    do(config, "commission", "--round", "3", "--number", "2", "--external", "Sensor Tre <tre@example.com>")
    do(config, "send", "--round", "3", "--on", "2026-11-21", "--due", "2026-12-01")
    assert do(config, "package", "--round", "3", "--json").json["revealed"]["original_grade"] == "D"
    case = do(config, "grade", "C", "--round", "3", "--json").json
    assert (case["state"], case["decision"], case["final_grade"]) == ("finished", "GUNST", "C")
    do(config, "protocol", "--signed", "2026-11-21", "--sent", "2026-11-21")
    (check,) = [task for task in shown(config, OPEN)["tasks"] if task["what"] == "check_protocol"]
    office = "gunnrogn"
    assert OPEN in [row["reference"] for row in avvik(config, "complaint", "list", "--json", who=office).json]
    case = shown(config, OPEN, office)
    assert (case["student"]["number"], case["original_grade"], case["decision"]) == ("970798", None, None)
    assert [task["what"] for task in case["tasks"]] == ["check_protocol"]
    done = ("task", OPEN, str(check["number"]), "--done", "2026-11-21")
    assert avvik(config, "complaint", *done, who=office).code == 0
    assert avvik(config, "complaint", "withdraw", OPEN, "--on", "2026-11-21", who=office).code == 1
    do(config, "correct", "--why", "Feil kandidat")
    assert shown(config, OPEN)["blocked"] is True


def test_undo_brings_the_complaint_back_whole(config: Path) -> None:
    before = shown(config, OPEN)
    steps: tuple[tuple[str, ...], ...] = (
        ("commission", "--round", "2", "--number", "1", *EXAMINERS),
        ("send", "--round", "2", "--on", "2026-11-21", "--due", "2026-12-01"),
        ("grade", "C", "--round", "2"),
        ("protocol", "--signed", "2026-11-21", "--sent", "2026-11-21"),
    )
    for verb, *words in steps:
        do(config, verb, *words)
    for _ in steps:
        do(config, "undo")
    after = shown(config, OPEN)
    kept = {"version", "history", "mails"}
    assert {k: v for k, v in after.items() if k not in kept} == {k: v for k, v in before.items() if k not in kept}
    assert {mail["state"] for mail in after["mails"]} == {"cancelled"}
    for verb, *words in steps:  # and again: no key is in the way
        do(config, verb, *words)


def test_what_an_act_would_do_is_said_before(config: Path) -> None:
    said = do(config, "block", "--dry-run")
    assert "opptak" in said.err and shown(config, OPEN)["blocked"] is False
    assert "opptak" in do(config, "block").err and shown(config, OPEN)["blocked"] is True
    assert "01.12.2026" in do(config, "postpone", "--until", "2026-12-01").err


def test_a_total_is_looked_at_before_it_is_written(config: Path) -> None:
    assert do(config, "total", "--json", ref=PART).json == {"before": "C", "after": "B", "applied": False}
    assert do(config, "total", "--apply", ref=PART, code=1).err.count("\n") == 1
    do(config, "total", code=1)


REGISTER = (
    "--course", "TDT9105", "--term", "2026 HØST", "--unit", "IE-IDI", "--type", "SENSUR", "--grade", "c",
    "--announced", "2026-11-10", "--student-number", "999999", "--student-name", "Per Prøve",
    "--student-email", "per@stud.example.no", "--language", "nb",
)  # fmt: skip


def register(config: Path, *more: str, who: str | None = WHO) -> Answer:
    return avvik(config, "complaint", "register", *REGISTER, *more, who=who)


def test_registering_by_hand(config: Path) -> None:
    answer = register(config, "--received", "2026-11-20", "--sent", "2026-11-18", "--caseworker", WHO, "--json")
    case = answer.json
    assert (answer.code, case["state"], case["original_grade"], case["caseworker"]) == (0, "registered", "C", WHO)
    assert case["sent"] == "2026-11-18" and [mail["template"] for mail in case["mails"]] == ["M29"]
    again = register(config)
    assert again.code == 1 and case["id"] in again.err
    parts = ("--part", "Prosjekt", "--parts", "Prosjekt:40:C", "--parts", "Eksamen:50:B")
    assert register(config, *parts).code == 1
    late = register(config, "--announced", "2026-10-01", "--type", "FORMELL FEIL", "--json")
    assert [warning["id"] for warning in late.json["warnings"]] == ["complaint.is_late"]
    assert register(config, who="maikroys").code == 1, "a contact of deviations"
    assert avvik(config, "complaint", "register", who=WHO).code == 2


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_help_has_words(config: Path, lang: str) -> None:
    listing = avvik(config, "complaint", "--help", lang=lang).out
    for verb in ("register", "import", "commission", "grade", "diploma", "letter", "task", "accept-late", "withdraw"):
        assert verb in listing
        assert avvik(config, "complaint", verb, "--help", lang=lang).code == 0


def test_a_part_of_an_act_is_explained_as_what_it_is(config: Path) -> None:
    """--until of an absence and --state of a list have words of their own."""
    assert "vitnemålet kan produseres" in avvik(config, "complaint", "postpone", "--help", lang="nb").out
    assert "hvor langt vitnemålet er kommet" in avvik(config, "complaint", "diploma", "--help", lang="nb").out
    assert "siste dag borte" in avvik(config, "absence", "set", "--help", lang="nb").out


def test_the_lists_hold_one_kind_each(config: Path) -> None:
    assert avvik(config, "case", "list", "--json").json == []
    assert len(avvik(config, "complaint", "list", "--json").json) == 50
    own = avvik(config, "complaint", "list", "--json", who=WHO).json
    assert own and {row["faculty"] for row in own} == {"IE"}
    assert avvik(config, "complaint", "list", "--json", who="maikroys").json == []
    assert avvik(config, "complaint", "show", OPEN, who="maikroys").code == 1
    for lang in ("nb", "en"):
        assert avvik(config, "complaint", "list", lang=lang).code == 0
        for reference in EXPECTED:
            said = avvik(config, "complaint", "show", reference, lang=lang)
            assert said.code == 0 and "_" not in said.out.replace(EXPECTED[reference]["intent"], ""), said.out
