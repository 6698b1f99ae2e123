"""The same reference twice in one file: the first accepted row stays."""

from hashlib import blake2b
from secrets import token_bytes

from core.intake.rows import Refusal


class Repeats:
    """Eight bytes of each accepted reference and of its row, keyed anew for each file so that none can be forged."""

    def __init__(self) -> None:
        self._key = token_bytes(16)
        self._rows: dict[int, int] = {}

    def seen(self, reference: str, fingerprint: bytes) -> bool:
        """Whether this very row was accepted before; Refusal duplicate_reference when another with its name was."""
        row = self._rows.get(self._short(reference.encode()))
        if row is None:
            return False
        if row != self._short(fingerprint):
            raise Refusal("duplicate_reference")
        return True

    def add(self, reference: str, fingerprint: bytes) -> None:
        self._rows[self._short(reference.encode())] = self._short(fingerprint)

    def _short(self, text: bytes) -> int:
        return int.from_bytes(blake2b(text, digest_size=8, key=self._key).digest())
