"""Where the mail of the demo lies: a folder with one file for each mail that was taken."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REFUSED: Final = "borte@stud.example.no"
"""The one address that does not work."""
TAKEN: Final = "250 2.0.0 taken"
NO_SUCH: Final = "550 5.1.1 no such mailbox here"


@dataclass(frozen=True, slots=True)
class Postbox:
    """Takes mail for the whole of the demo's world. Nothing ever leaves the machine."""

    folder: Path

    def answer(self, recipient: str) -> str:
        """What a mail server says to a recipient."""
        return NO_SUCH if recipient.casefold() == REFUSED else "250 2.1.5 fine"

    def take(self, data: bytes) -> str:
        """Keep a mail; what a mail server says to that."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{time.time_ns():020d}"
        (self.folder / f"{name}.part").write_bytes(data)
        (self.folder / f"{name}.part").rename(self.folder / f"{name}.eml")
        return TAKEN

    def files(self) -> list[Path]:
        """What was taken, the oldest first."""
        return sorted(self.folder.glob("*.eml"))
