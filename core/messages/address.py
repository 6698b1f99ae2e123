"""What may stand on an envelope: one plain address; no list, group, comment, display name or quoted part."""

import re
from typing import Final

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({DOMAIN.pattern})")
_LONGEST: Final = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its brackets
_LONGEST_LOCAL: Final = 64


def on_envelope(address: str) -> str:
    """`address` unchanged when it can be written into a header and an SMTP command; else ValueError, not quoting it."""
    if not address.isascii():
        raise ValueError("an address needs SMTPUTF8")
    if not _plain(address):
        raise ValueError("not one plain address")
    return address


def _plain(address: str) -> bool:
    found = _ADDRESS.fullmatch(address)
    return found is not None and len(address) <= _LONGEST and len(found[1]) <= _LONGEST_LOCAL
