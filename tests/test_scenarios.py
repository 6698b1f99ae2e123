"""The scenarios of docs/scenarios.md, replayed: what a script expects is seen, and the page says what is seen."""

from pathlib import Path

import pytest
from commands import here

from core.errors import Refused
from tui.replay import script
from tui.replay.document import document, section
from tui.replay.play import play as replay

PAGE = Path(__file__).parents[1] / "docs/scenarios.md"


@pytest.mark.parametrize("name", script.names())
def test_replayed(name: str) -> None:
    """A step that goes otherwise raises; a page that says otherwise wants `make docs`."""
    assert section(name) in PAGE.read_text(encoding="utf-8")


def test_the_page_holds_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.replay.document.section", lambda name: f"`avvik demo --scenario {name}`\n")
    shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("`avvik demo --sc")]
    assert [line for line in document().splitlines() if line.startswith("`avvik demo --sc")] == shown
    assert len(shown) == len(script.names()) >= 14


@pytest.mark.parametrize("last", ["= never said", "- A-26-0001", "system! case list", "system: case show A-26-0009"])
def test_a_step_that_goes_otherwise_is_an_error(last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# One\n@ 2026-03-02 09:00\n+ SAM-PSY PSY9011 a.b@example.no student nb 'x' 'y'\n" + last
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(script, "FOLDER", tmp_path)
    with pytest.raises(Refused) as refused:
        replay("one", lambda _: None)
    assert refused.value.values["line"] == 4


def test_by_one_command() -> None:
    told = here(["--lang", "en", "demo", "--scenario", "04-personnel"], {})
    assert (told.code, told.err) == (0, "") and "$ avvik --as ragnhild case consult A-26-0001" in told.out
    listed = here(["demo", "--scenarios"], {})
    assert tuple(listed.out.split()) == script.names()
    unknown = here(["--lang", "en", "demo", "--scenario", "15"], {})
    assert unknown.code == 2 and "04-personnel" in unknown.err


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    replay("04-personnel", lambda _: None)
    assert list(tmp_path.iterdir()) == []
