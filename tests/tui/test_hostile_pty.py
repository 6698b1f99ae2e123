"""The contract of the guard and the widgets: hostile text on every surface, in a real pty (faults.md G9, G10)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import CORPUS, HOSTILE, MUST_SURVIVE
from terminal import Terminal, foreign

PROBE = str(Path(__file__).parent.parent / "hostile_probe.py")
SURFACES = 6  # head, list, reading pane, field, box, message; the hint line drops what does not fit


@pytest.fixture
def probe(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    with Terminal.python(PROBE, *getattr(request, "param", ())) as terminal:
        terminal.expect("? hjelp")
        yield terminal


def show(probe: Terminal, at: int) -> bytes:
    before = len(probe.raw)
    probe.send("n")
    probe.expect(f"nr {at}.")
    return probe.raw[before:]


@pytest.mark.parametrize("probe", [(), ("--bare",)], indirect=True, ids=["widgets", "guard-alone"])
def test_the_whole_corpus_sends_nothing_raw_and_runs_nothing(probe: Terminal) -> None:
    assert len(set(CORPUS)) >= 200
    for at, (kind, text) in enumerate(CORPUS):
        assert foreign(show(probe, at)) == [], (kind, text[:60])
    for at, text in enumerate(MUST_SURVIVE, len(CORPUS)):
        show(probe, at)
        probe.read(0.1)
        assert probe.text().count(text) >= SURFACES, f"{text}\n{probe.text()}"
        assert probe.lines()[-1].endswith("? hjelp")


def test_a_question_made_of_hostile_text_sends_nothing_raw(probe: Terminal) -> None:
    at = 0
    for kind in HOSTILE:
        show(probe, at)
        asked = probe.press("o", quiet=0.1)
        assert b"? hjelp" in asked
        assert foreign(asked) == [], kind
        probe.press("esc", quiet=0.2)
        while at < len(CORPUS) and CORPUS[at][0] == kind:
            at += 1
            if CORPUS[at : at + 1] and CORPUS[at][0] == kind:
                probe.send("n")
        probe.read(0.05)


@pytest.mark.parametrize("probe", [("--unguarded",)], indirect=True)
def test_without_the_guard_the_same_texts_would_leak(probe: Terminal) -> None:
    first = next(at for at, (kind, _) in enumerate(CORPUS) if kind == "link")
    probe.send(*"n" * (first + 6))
    probe.read(0.3)
    assert foreign(probe.raw) != []
