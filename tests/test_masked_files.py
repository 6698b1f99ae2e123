"""Masks, copies and restores by whole programs: killed anywhere, nothing masked comes back (G4, G25)."""

import json
import shutil
import stat
from pathlib import Path

import pytest
from commands import avvik, program
from desk import ADMIN, CONTACT, HANDLER, installation

KILLED = 9
SPAN = "Zebulon Quistgaard"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def command(config: Path, *words: str, who: str = "", **environ: str) -> str:
    """What a program of its own answers; it goes well."""
    answer = program("--config", str(config), *(["--as", who] if who else []), *words, **environ)
    assert answer.code == 0, answer.err
    return answer.out


def a_case(config: Path) -> str:
    """A case of the contact's with the span in its history."""
    found = json.loads(command(config, "case", "list", "--state", "received", "--limit", "1", "--json", who=CONTACT))
    id = str(found[0]["id"])
    command(config, "case", "note", id, f"{SPAN} ringte, {SPAN.upper()} igjen", who=CONTACT)
    return id


def standing(folder: Path) -> list[str]:
    """The files of the database's folder in which it stands, in any letters."""
    return [file.name for file in sorted(folder.iterdir()) if b"quistgaard" in file.read_bytes().lower()]


def lost(folder: Path) -> None:
    """The database with its log is gone; what stands beside it is kept."""
    for name in ("", "-wal", "-shm"):
        (folder / f"avvik.db{name}").unlink(missing_ok=True)


MASK = ("--span", SPAN, "--why", "navn", "--json")


@pytest.mark.parametrize("point", ["", "half an act", "mask written down", "before commit of act", "after act"])
def test_a_mask_that_was_done_is_never_undone_by_a_restore(config: Path, tmp_path: Path, point: str) -> None:
    id, folder = a_case(config), tmp_path / "db"
    command(config, "backup", str(tmp_path / "copy.db"))
    words = ("--config", str(config), "--as", CONTACT, "case", "mask", id, *MASK)
    assert program(*words, AVVIK_CRASH_AT=point).code == (KILLED if point else 0)
    done = point in ("", "after act")
    shown = command(config, "case", "show", id, "--json", who=CONTACT)  # whoever comes next clears up
    assert (SPAN not in shown) == done
    assert (standing(folder) == []) == done
    assert not (folder / "avvik.db.masking").exists() or not done

    lost(folder)
    restored = json.loads(command(config, "restore", str(tmp_path / "copy.db"), "--json"))
    written = point in ("", "mask written down", "before commit of act", "after act")
    assert restored["masks"] == (1 if written else None)
    assert (standing(folder) == []) == written
    assert written or not done
    assert (SPAN not in command(config, "case", "show", id, "--json", who=CONTACT)) == written


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_copy_is_made_and_restored_and_says_so(config: Path, tmp_path: Path, lang: str) -> None:
    copy, folder = tmp_path / "copy.db", tmp_path / "db"
    made = avvik(config, "backup", str(copy), lang=lang)
    assert made.code == 0 and "120" in made.out and str(copy) in made.out and made.err == ""
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again = avvik(config, "backup", str(copy), lang=lang)
    assert again.code == 1 and len(again.err.splitlines()) == 1
    there = avvik(config, "restore", str(copy), lang=lang)
    assert there.code == 1 and "avvik.db" in there.err and len(there.err.splitlines()) == 1
    before = json.loads(command(config, "case", "list", "--json", "--limit", "200"))
    lost(folder)
    back = avvik(config, "restore", str(copy), lang=lang)
    assert back.code == 0 and "120" in back.out
    assert "avvik.db.masks" in back.err and "avvik mail list" in back.err
    assert json.loads(command(config, "case", "list", "--json", "--limit", "200")) == before


def test_a_copy_in_json(config: Path, tmp_path: Path) -> None:
    made = avvik(config, "backup", str(tmp_path / "copy.db"), "--json").json
    assert made["rows"]["cases"] == 120 and made["bytes"] == (tmp_path / "copy.db").stat().st_size
    shutil.rmtree(tmp_path / "db")
    back = avvik(config, "restore", str(tmp_path / "copy.db"), "--json").json
    assert (back["cases"], back["masks"], back["unreadable"], back["foreign"]) == (120, None, 0, 0)


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_nobody_copies_under_as(config: Path, tmp_path: Path, verb: str) -> None:
    for who in (ADMIN, CONTACT):
        answer = avvik(config, verb, str(tmp_path / "x"), who=who)
        assert answer.code == 1 and len(answer.err.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_what_is_found_is_listed_for_whoever_may_mask(config: Path) -> None:
    id = a_case(config)
    number = "01019912345"
    command(config, "case", "note", id, f"Fnr {number}, ring 423 05 118. [b]Syk[/b] \x1b[31m", who=CONTACT)
    found = json.loads(command(config, "case", "scan", id, "--json", who=CONTACT))
    noted = [(each["kind"], each["text"]) for each in found if each["field"] == "note"]
    assert noted == [("identity_number", number), ("phone", "423 05 118"), ("health", "Syk")]
    assert {"field", "of", "start", "end", "kind", "text"} == found[0].keys()
    told = command(config, "case", "scan", id, who=CONTACT)
    assert number in told and "fødselsnummer" in told and "notat" in told and "\x1b" not in told
    refused = avvik(config, "case", "scan", id, who=ADMIN)
    assert refused.code == 1 and number not in refused.out + refused.err


def test_a_leader_sees_no_suggestions(config: Path) -> None:
    command(config, "case", "note", id := a_case(config), "Ring 423 05 118", who=CONTACT)
    for who in (HANDLER, "nobody"):
        answer = avvik(config, "case", "scan", id, who=who)
        assert answer.code == 1 and "423" not in answer.out + answer.err
