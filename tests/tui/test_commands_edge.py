"""At the edge: one line and an exit code, one JSON document and nothing else, whatever happens."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from commands import AVVIK, avvik, here, program
from desk import CONTACT, installation, written

from core.words import say
from tui.__main__ import VERSION
from tui.commands.as_json import dumps


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["case", "list", "--json"], 0),
        (["case", "show", "A-26-9999"], 1),
        (["case", "show", "A-26-0001; DROP TABLE cases"], 1),
        (["case", "show"], 2),
        (["case", "shwo"], 2),
        (["nonsense"], 2),
        (["case", "list", "--nonsense"], 2),
        (["case", "list", "--since", "2026-13-01"], 2),
        (["case", "list", "--since", "20260101"], 2),
        (["case", "list", "--limit", "-1"], 2),
        (["case", "list", "--limit", "9" * 400], 2),
        (["case", "list", "--state", "nonsense"], 2),
        (["case", "list", "--search", '"*" OR NEAR('], 0),
        (["case", "list", "http://x"], 2),
        (["mail", "show", "0x10"], 2),
        (["import", "nosuch.csv"], 2),
        (["deadline", "explain", "A-26-0001:x"], 1),
        (["--lang", "de", "case", "list"], 2),
        (["case", "rate", "A-26-0001", "--severity", "huge"], 2),
        ([""], 2),
        (["--config"], 2),
    ],
)
def test_the_exit_code_and_one_line(config: Path, words: list[str], code: int) -> None:
    done = program("--config", str(config), *words)
    assert done.code == code
    assert "Traceback" not in done.err
    if code:
        assert done.out == ""
        assert done.err.count("\n") == 1
        assert done.err.startswith("avvik: ")


def test_settings_and_databases_that_cannot_be_used_are_exit_3(tmp_path: Path) -> None:
    nowhere = program("case", "list", cwd=tmp_path, HOME="/nonexistent")
    assert (nowhere.code, nowhere.err.count("\n")) == (3, 1)
    broken = tmp_path / "broken.toml"
    broken.write_text("[databse]\npath = 1\n")
    done = program("--config", str(broken), "case", "list")
    assert (done.code, done.err.count("\n")) == (3, 1)
    config = written(tmp_path)
    (tmp_path / "db").mkdir(mode=0o700)
    (tmp_path / "db/avvik.db").write_bytes(b"nothing like a database, but long enough to be one" * 99)
    done = program("--config", str(config), "case", "list")
    assert (done.code, done.err.count("\n")) == (3, 1)
    first = program("--config", str(tmp_path / "no.toml"), "init")
    assert first.code == 3
    assert "Traceback" not in first.err


def test_the_nearest_name_is_suggested(config: Path) -> None:
    assert "Did you mean show?" in avvik(config, "case", "shwo", lang="en").err
    assert "Did you mean --state?" in avvik(config, "case", "list", "--stat", "x", lang="en").err
    assert "Did you mean deadline?" in avvik(config, "dedline", lang="en").err
    assert avvik(config, "case", "approve", "A-26-0001", "--hse", "x").err.endswith("avvik case approve --help\n")


def test_a_closed_pipe_is_quiet(config: Path) -> None:
    command = [str(AVVIK), "--config", str(config), "case", "list", "--json"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_has_no_room_is_no_bug(config: Path, unbuffered: str) -> None:
    environ = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    command = [AVVIK, "--lang", "en", "--config", config, "case", "list"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=environ, check=False)
    assert done.stderr == "avvik: The answer could not be written (No space left on device). What was done is done.\n"
    assert done.returncode == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_standard_stream_is_no_trouble(config: Path, closed: str) -> None:
    line = f'"{AVVIK}" --config "{config}" case list {closed}'
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_bug_is_one_line_with_an_id_and_no_words_of_the_case(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object) -> None:
        raise LookupError("Kari Nordmann, 01010112345")

    monkeypatch.setattr("tui.commands.case_list._lines", bug)
    done = avvik(config, "case", "list", "--limit", "1", lang="en")
    assert (done.code, done.out, done.err.count("\n")) == (70, "", 1)
    assert "LookupError" in done.err
    assert "Kari" not in done.err
    assert "Traceback" in avvik(config, "case", "list", "--limit", "1", AVVIK_DEBUG="1").err


def test_interrupted_is_130(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.commands.case_list._lines", interrupt)
    assert avvik(config, "case", "list").code == 130


def test_hostile_words_reach_no_terminal(config: Path) -> None:
    hostile = "rød\x1b[31m\x9b2J\u202e\u200b[red]{x}%s\rnei"
    assert avvik(config, "case", "note", "A-26-0001", hostile).code == 0
    text = avvik(config, "case", "show", "A-26-0001").out
    assert "rød␛[31m" in text
    document = avvik(config, "case", "show", "A-26-0001", "--json").out
    assert not set("\x1b\x9b\u202e\u200b\r") & set(text + document)
    assert json.loads(document)["history"][-1]["note"] == hostile
    refused = avvik(config, "case", "assign", "A-26-0001", hostile)
    assert not set("\x1b\x9b\u202e\r") & set(refused.err)


def test_json_says_what_it_was_given() -> None:
    for sign in ("\x1b", "\x7f", "\x9b", "\u202e", "\U000e0041", "\ud800", "æøå", "\U0001f600"):
        assert json.loads(dumps([sign])) == [sign]
        dumps(sign).encode()


def test_bytes_that_are_no_text_are_refused(config: Path) -> None:
    command = [str(AVVIK).encode(), b"--config", str(config).encode(), b"case", b"note", b"A-26-0001", b"\xff\xfe"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_an_old_terminal_gets_a_question_mark_and_no_crash(config: Path) -> None:
    done = program("--config", str(config), "case", "show", "A-26-0001", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.code == 0
    assert "mottatt" in done.out


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert version("avvik") == VERSION
    assert here(["--version"], {}).out == program("--version").out == f"avvik {VERSION}\n"


def test_language_is_asked_for_or_the_settings(tmp_path: Path) -> None:
    config = installation(tmp_path, '[desk]\nlanguage = "en"\n')
    listed = here(["--config", str(config), "case", "list", "--limit", "1"], {})
    assert listed.out.startswith("case ")
    assert here(["--config", str(config), "--lang", "nb", "case", "list", "--limit", "1"], {}).out.startswith("sak ")
    refused = here(["--config", str(config), "case", "show", "A-26-9999"], {})
    assert refused.err == f"avvik: {say('en', 'case.unknown')}\n"


def test_the_desk_needs_a_terminal(config: Path) -> None:
    for words in ([], ["open", "A-26-0001"]):
        done = program("--config", str(config), "--as", CONTACT, *words, TERM="xterm-256color")
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_shell_completes_the_words() -> None:
    done = program(_AVVIK_COMPLETE="bash_complete", COMP_WORDS="avvik case ap", COMP_CWORD="2")
    assert "approve" in done.out


def test_a_plain_command_loads_nothing_of_the_desk(config: Path) -> None:
    code = (
        "import sys; sys.argv = ['avvik', '--config', sys.argv[1], 'case', 'list', '--limit', '1']\n"
        "from tui.__main__ import main; main()\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    python = AVVIK.with_name("python")
    done = subprocess.run([python, "-c", code, str(config)], capture_output=True, text=True, check=True)
    heavy = {"textual", "rich", "jinja2", "holidays", "email_validator", "aiosmtplib", "smtplib"}
    assert not heavy & set(done.stderr.split())
