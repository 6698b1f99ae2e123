"""On a terminal what is missing is asked, and an import shows how far it has come; stdout keeps the answer alone."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
from commands import AVVIK
from desk import CONTACT, DATA, installation, written


def on_a_terminal(typed: str, *words: str) -> tuple[int, str, str]:
    """Exit code, what the terminal showed (stderr and echo), and stdout, which is no terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([AVVIK, *words], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True) as program:
        os.close(theirs)
        os.write(ours, typed.encode())
        assert program.stdout is not None
        out = program.stdout.read()
        code = program.wait(60)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # Linux: the other end is closed
        pass
    os.close(ours)
    return code, shown.decode(), out


@pytest.fixture
def config(tmp_path: Path) -> str:
    return str(installation(tmp_path))


def test_the_gate_is_asked_question_by_question(config: str) -> None:
    words = [
        "--config",
        config,
        "--as",
        CONTACT,
        "--lang",
        "nb",
        "case",
        "approve",
        "A-26-0001",
        "--hse",
        "no",
        "--json",
    ]
    code, shown, out = on_a_terminal("nei\n1\nja\n1\nno\nn\n1\n", *words)
    assert code == 0, shown
    assert shown.index("kritikkverdige") < shown.index("vårt fakultet") < shown.index("sensitive")
    assert "HMS eller det fysiske" not in shown
    assert json.loads(out)["state"] == "in_progress"


def test_a_text_that_is_missing_is_asked_for(config: str) -> None:
    code, shown, out = on_a_terminal(
        "\nNotat om ærlighet\n", "--config", config, "--lang", "nb", "case", "note", "A-26-0001", "--json"
    )
    assert code == 0, shown
    assert json.loads(out)["history"][-1]["note"] == "Notat om ærlighet"


def test_ctrl_d_leaves_without_doing_anything(config: str) -> None:
    code, _, out = on_a_terminal("nei\n\x04", "--config", config, "--lang", "nb", "case", "approve", "A-26-0001")
    assert (code, out) == (130, "")


def test_an_import_shows_a_bar_and_clears_it(tmp_path: Path) -> None:
    config = written(tmp_path)
    for words in (["init"], ["directory", "import", str(DATA / "directory.toml")]):
        subprocess.run([AVVIK, "--config", config, *words], check=True, capture_output=True)
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "\n".join((DATA / "sifra-export.csv").read_text(encoding="utf-8").split("\n")[:2]), encoding="utf-8"
    )
    code, shown, out = on_a_terminal("", "--config", str(config), "import", str(rows), "--dry-run", "--json")
    assert (code, json.loads(out)["imported"]) == (0, 1)
    assert "[##############################] 1" in shown
    assert shown.endswith("\r\x1b[K")
