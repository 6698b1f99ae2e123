"""One path whole by commands alone, and what they answer in JSON."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import GATE, avvik, program
from desk import CONTACT, HANDLER, OWNER, installation, written

FIELDS = {
    *("id", "reference", "version", "state", "unit", "area", "category", "title", "description", "language", "course"),
    *("programme", "tried_channels", "severity", "consequence", "cause", "contact", "handler", "received_at", "due_on"),
    *("closed_at", "outcome", "reporter", "measures", "deadlines", "history", "mails", "restricted", "gate"),
    *("rejection", "links", "exclusions", "consultations", "hearings", "informed", "answer", "unreached"),
}
CASE = "A-26-0001"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def test_one_path_by_commands_alone(config: Path) -> None:
    due = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    acts = (
        (CONTACT, ["case", "approve", CASE, *GATE], "in_progress"),
        (CONTACT, ["case", "assign", CASE, HANDLER], "in_progress"),
        (HANDLER, ["case", "rate", CASE, "--severity", "high", "--consequence", "ingen pensum"], "in_progress"),
        (HANDLER, ["case", "measure", CASE, "--owner", OWNER, "--text", "Legg ut pensum", "--due", due], "in_progress"),
        (OWNER, ["measure", "accept", f"{CASE}/1"], "in_progress"),
        (OWNER, ["measure", "complete", f"{CASE}/1", "--report", "Lagt ut"], "awaiting_closure"),
        (HANDLER, ["case", "close", CASE, "--outcome", "rutine", "--answer", "Takk, ordnet."], "closed"),
    )
    for who, words, state in acts:
        done = avvik(config, *words, "--json", who=who)
        assert (done.code, done.err) == (0, ""), words
        assert done.json["state"] == state
        assert isinstance(done.json["warnings"], list)
    case = avvik(config, "case", "show", CASE, "--json", who=CONTACT).json
    assert list(case)[:2] == ["id", "reference"]
    assert case.keys() >= FIELDS
    assert case["measures"][0] | {"due_on": None} == {
        "id": f"{CASE}/1", "owner": OWNER, "text": "Legg ut pensum", "state": "completed", "due_on": None,
        "report": "Lagt ut", "reason": None, "proposal": None, "cleared_with": None,
    }  # fmt: skip
    assert (case["severity"], case["answer"], case["handler"]) == ("high", "Takk, ordnet.", HANDLER)
    assert case["gate"]["channels"] == "tried"
    assert [mail["template"] for mail in case["mails"] if mail["to"] == "reporter"].count("M7") == 1
    assert {"at", "actor", "kind", "note"} <= case["history"][0].keys()
    assert case["history"][1]["actor"] == {"login": CONTACT, "on_behalf_of": None}
    assert {d["state"] for d in case["deadlines"]} <= {"met", "cancelled"}
    assert {"id", "kind", "owner", "raw_on", "due_on", "act_on", "rule", "state", "next_on"} <= case["deadlines"][
        0
    ].keys()
    assert datetime.fromisoformat(case["received_at"]).utcoffset() in (timedelta(hours=1), timedelta(hours=2))


def test_the_owner_sees_no_reporter_and_no_history_of_others(config: Path) -> None:
    avvik(config, "case", "approve", CASE, *GATE)
    assert avvik(config, "case", "measure", CASE, "--owner", OWNER, "--text", "Svar").code == 0
    seen = avvik(config, "case", "show", CASE, "--json", who=OWNER).json
    assert seen["reporter"]["name"] is None
    assert seen["reporter"]["email"] is None
    assert {line["kind"] for line in seen["history"]} == {"measure"}
    assert avvik(config, "case", "show", "A-26-0002", who=OWNER).code == 1


def test_an_act_with_json_answers_the_case_and_without_it_one_line(config: Path) -> None:
    done = avvik(config, "case", "approve", CASE, *GATE, who=CONTACT)
    assert done == (0, f"{CASE}: du godkjente for behandling. Saken er under behandling.\n", "")
    undone = avvik(config, "case", "undo", CASE, "--json", who=CONTACT)
    assert (undone.json["undone"], undone.json["state"]) == ("approve", "received")
    assert avvik(config, "case", "undo", CASE, who=CONTACT).code == 1


def test_the_gate_refuses_with_the_question(config: Path) -> None:
    asked = avvik(config, "case", "approve", CASE, "--censurable", "no", who=CONTACT, lang="en")
    assert asked.code == 1
    assert asked.err.endswith("Is it about HSE or the physical environment?\n")
    exit = avvik(config, "case", "approve", CASE, "--censurable", "yes", who=CONTACT)
    assert exit.code == 1
    assert "varsling" in exit.err


def test_a_measure_must_be_named(config: Path) -> None:
    assert avvik(config, "measure", "accept", CASE).code == 2
    assert avvik(config, "measure", "accept", f"{CASE}/9").code == 1


def test_a_long_text_comes_from_standard_input(config: Path) -> None:
    said = program("--config", str(config), "case", "note", CASE, "-", "--json", input="Første linje\nandre: æøå\n")
    assert said.code == 0, said.err
    assert said.json["history"][-1]["note"] == "Første linje\nandre: æøå"
    twice = ["case", "close", CASE, "--outcome", "-", "--answer", "-"]
    assert program("--config", str(config), *twice, input="x").code == 2


def test_registering_by_hand_and_what_is_missing(config: Path) -> None:
    words = ["case", "register", "--unit", " IE", "--title", "Pensum", "--description", "Mangler", "--json"]
    reporter = ["--reporter-name", "Kari Ås ", "--reporter-email", "kari@example.org", "--reporter-kind", "student"]
    missing = avvik(config, *words, *reporter, who=CONTACT)
    assert missing.code == 2
    assert "--language" in missing.err
    done = avvik(config, *words, *reporter, "--language", "nn", "--received", "2026-01-15", who=CONTACT)
    assert done.code == 0, done.err
    assert done.json["reporter"] == {"name": "Kari Ås", "email": "kari@example.org", "kind": "student"}
    assert done.json["received_at"].startswith("2026-01-15T12:00")
    empty = [word if word != "Pensum" else "  " for word in words]
    assert avvik(config, *empty, *reporter, "--language", "nn", who=CONTACT).code == 1
    wrong = [word.replace("kari@", "kari@@") for word in reporter]
    assert avvik(config, *words, *wrong, "--language", "nn", who=CONTACT).code == 1


def test_lists_obey_filter_and_reach(config: Path) -> None:
    everything = avvik(config, "case", "list", "--json").json
    assert len(everything) == 120
    mine = avvik(config, "case", "list", "--json", "--unit", "IE", who=CONTACT).json
    assert {row["faculty"] for row in mine} == {"IE"}
    assert len(avvik(config, "case", "list", "--json", "--limit", "7").json) == 7
    assert avvik(config, "case", "list", "--json", who=OWNER).json == []
    assert avvik(config, "case", "list", "--state", "closed", "--json").json == []
    since = avvik(config, "case", "list", "--since", "2026-06-01", "--json").json
    assert 0 < len(since) < 120
    found = avvik(config, "case", "list", "--search", "Blackboard", "--json").json
    assert CASE in [row["id"] for row in found]
    narrowed = avvik(config, "case", "list", "status:received", "unit:IE", "Blackboard", "--json").json
    assert {row["unit"] for row in narrowed} == {"IE"}
    assert CASE in [row["id"] for row in narrowed]
    assert avvik(config, "case", "list", "emnet:X").code == 2
    table = avvik(config, "case", "list", "--limit", "2").out.splitlines()
    assert table[0].startswith("sak ")
    assert len(table) == 3


def test_deadlines_measures_and_mail_have_both_forms(config: Path) -> None:
    avvik(config, "case", "approve", CASE, *GATE)
    avvik(config, "case", "measure", CASE, "--owner", OWNER, "--text", "Svar")
    assert {row["kind"] for row in avvik(config, "deadline", "list", "--mine", "--json", who=OWNER).json} == {
        "acceptance",
        "measure",
    }
    explained = avvik(config, "deadline", "explain", f"{CASE}:2", "--json").json
    assert explained[0]["rule"].startswith("follow_up@")
    assert avvik(config, "deadline", "explain", CASE, lang="en").out.count("follow up the case") == 1
    assert avvik(config, "deadline", "explain", f"{CASE}:99").code == 1
    assert [row["id"] for row in avvik(config, "measure", "list", "--json", who=OWNER).json] == [f"{CASE}/1"]
    assert "Svar" in avvik(config, "measure", "show", f"{CASE}/1", who=OWNER).out
    mails = avvik(config, "mail", "list", "--json").json
    told = next(mail for mail in mails if mail["template"] == "M3")
    assert (told["to"], told["state"]) == (OWNER, "waiting")
    assert OWNER in avvik(config, "mail", "list").out
    shown = avvik(config, "mail", "show", str(told["id"]), "--json", who=OWNER).json
    assert f"{CASE}/1" in shown["subject"] + shown["body"]
    assert avvik(config, "mail", "hold", str(told["id"]), "--json").json["state"] == "held"
    assert avvik(config, "mail", "retry", str(told["id"])).code == 1
    assert avvik(config, "mail", "show", "99999").code == 1


def test_init_says_what_it_did(tmp_path: Path) -> None:
    config = written(tmp_path)
    assert avvik(config, "case", "list").code == 3
    assert "Laget" in avvik(config, "init").out
    again = avvik(config, "init", "--json").json
    assert again["before"] == again["after"]


def test_imports_answer_as_the_interface_says(tmp_path: Path, config: Path) -> None:
    rows = (config.parent / "rows.csv").resolve()
    export = (Path(__file__).parents[1] / "data" / "sifra-export.csv").read_text(encoding="utf-8").split("\n")
    header, first = export[0], export[1]
    rows.write_text(
        "\n".join(
            [header, first.replace("SIFRA-2025-00107", "NY-1"), first.replace("107", "999").replace('"IE"', '"XY"')]
        )
    )
    rehearsed = avvik(config, "import", str(rows), "--dry-run", "--json")
    assert (rehearsed.code, rehearsed.json["imported"]) == (1, 1)
    done = avvik(config, "import", str(rows), "--receipts", "none", "--json")
    assert (done.code, done.json["imported"], done.json["unchanged"]) == (1, 1, 0)
    assert [(row["line"], row["reason"]) for row in done.json["refused"]] == [(3, "unknown_unit")]
    said = avvik(config, "import", str(rows), lang="en")
    assert "unchanged 1, refused 1" in said.out
    assert "There is no unit “XY”" in said.err
    directory = avvik(
        config, "directory", "import", str(Path(__file__).parents[1] / "data" / "directory.toml"), "--json"
    )
    assert directory.json["changed"] is False
    broken = tmp_path / "broken.toml"
    broken.write_text('[[unit]]\ncode = "X"\nkind = "nonsense"\n')
    refused = avvik(config, "directory", "import", str(broken))
    assert refused.code == 1
    assert "linje 3" in refused.err
    broken.write_text("")
    assert avvik(config, "directory", "import", str(broken)).err.splitlines()[0] == "unit: «unit» mangler."
    broken.write_text("a = " + "[" * 100_000)
    assert avvik(config, "directory", "import", str(broken)).err.startswith("broken.toml: Ikke gyldig TOML.")
    assert avvik(config, "directory", "import", ".").err == "avvik: . er en mappe.\n"
    assert json.loads(avvik(config, "config", "show", "--json").out)["file"] == str(config)
