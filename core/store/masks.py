"""The ledger of masks: what a restored backup must be masked of again, kept beside the database (faults.md G25, 51).

A masked text may not stand in the clear anywhere, so the ledger does not hold it: only how long it was, and an HMAC of
it under the key of the database, which a backup carries with it. In an older copy every piece of that length is asked
for; the one that answers is masked.

A line is on the disk before its mask is committed. A crash between them leaves a line for a mask that was asked for and
not done, which the next restore does; never a mask that a restore forgets.
"""

import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from core.crash import point
from core.domain.privacy import forms
from core.errors import Unusable
from core.store import engine, residue
from core.store.engine import Tx
from core.store.secret import secret
from core.store.values import dump, instant, load

_SIZE: Final = 16
EXACT, FOLDED = b"exact", b"folded"
"""Two marks of every span: letter for letter, and as a word of its own in any case (`privacy.mask`)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the ledger keeps of a masked span: its length in letters, and two hashes."""

    length: int
    exact: bytes
    folded: bytes


@dataclass(frozen=True, slots=True)
class Ledger:
    """The marks of this database's cases; lines of another database, and lines that nobody can read."""

    marks: Mapping[str, tuple[Mark, ...]]
    foreign: int
    unreadable: int


def place(database: Path) -> Path:
    return database.with_name(f"{database.name}.masks")


def append(tx: Tx, case: str, spans: Sequence[str], at: datetime) -> None:
    """Write down that these spans are masked in a case: on the disk when this returns.

    Raises: Unusable("masks.unwritable"); then nothing may be masked either.
    """
    database = engine.path_of(tx)
    key = _key(tx, case)
    marks = [
        [len(form), _hash(key, EXACT, form).hex(), _hash(key, FOLDED, fold(form)).hex()]
        for form in sorted(forms(*spans))
    ]
    line = dump({"at": instant(at), "case": case, "database": _name(tx), "marks": marks})
    try:
        residue.expect(database)
        _write(place(database), line)
    except OSError as error:
        raise Unusable("masks.unwritable", path=str(place(database)), error=error.strerror or "") from error
    point("mask written down")


def _write(file: Path, line: str) -> None:
    new = not file.exists()
    fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        size = os.fstat(fd).st_size
        torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"  # a crash in the middle of a line: it stays its own
        os.write(fd, (("\n" if torn else "") + line + "\n").encode())
        os.fsync(fd)
    finally:
        os.close(fd)
    if new:
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that a new name in a folder survives a power cut."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def read(tx: Tx, database: Path) -> Ledger | None:
    """The ledger beside `database`, as far as it belongs to the one that `tx` has open; None when there is none."""
    try:
        lines = place(database).read_bytes().splitlines()
    except FileNotFoundError:
        return None
    ours, foreign, unreadable = dict[str, dict[Mark, None]](), 0, 0
    for line in filter(None, lines):
        try:
            row = load(line.decode())
            marks = [Mark(int(n), bytes.fromhex(exact), bytes.fromhex(folded)) for n, exact, folded in row["marks"]]
            case, name = str(row["case"]), row["database"]
        except (ValueError, TypeError, KeyError):
            unreadable += 1
            continue
        if name == _name(tx):
            ours.setdefault(case, {}).update(dict.fromkeys(marks))
        else:
            foreign += 1
    return Ledger({case: tuple(marks) for case, marks in ours.items()}, foreign, unreadable)


def recognise(tx: Tx, case: str, marks: Iterable[Mark], texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """The masked spans that stand in these texts: (letter for letter, as words of their own in another case)."""
    key, exact, folded = _key(tx, case), dict[int, set[bytes]](), dict[int, set[bytes]]()
    for mark in marks:
        exact.setdefault(mark.length, set()).add(mark.exact)
        folded.setdefault(mark.length, set()).add(mark.folded)
    spans, words = set[str](), set[str]()
    for text in texts:
        low = fold(text)
        for length in exact:
            for at in range(len(text) - length + 1):
                piece = text[at : at + length]
                if _hash(key, EXACT, piece) in exact[length]:
                    spans.add(piece)
                elif _alone(text, at, at + length) and _hash(key, FOLDED, low[at : at + length]) in folded[length]:
                    words.add(piece)
    return spans, words


def fold(text: str) -> str:
    """Small letters, one for one: what ignores capitals without moving a letter."""
    return "".join(sign.lower()[:1] for sign in text)


def _alone(text: str, start: int, end: int) -> bool:
    genitive = text[end : end + 1] in ("s", "S") and not _part(text[end + 1 : end + 2])
    return not _part(text[start - 1 : start]) and (genitive or not _part(text[end : end + 1]))


def _part(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _key(tx: Tx, case: str) -> bytes:
    """A key of its own for every case: the same name in two cases leaves two marks."""
    return hmac.digest(secret(tx), f"mask\0{case}".encode(), "sha256")


def _name(tx: Tx) -> str:
    """By which a line is known to be of this database and its copies."""
    return hmac.digest(secret(tx), b"ledger of masks", "sha256")[:8].hex()


def _hash(key: bytes, kind: bytes, text: str) -> bytes:
    return hmac.digest(key, kind + text.encode(), "sha256")[:_SIZE]
