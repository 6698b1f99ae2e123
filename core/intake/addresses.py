"""Is this an address that mail can be sent to? One question, the same for reporters and for the directory."""

import re
from functools import lru_cache
from typing import Final

LENGTH: Final = 254
_SIMPLE: Final = re.compile(r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9.-]+)")
_LOCAL_LENGTH: Final = 64


def address(text: str) -> str | None:
    """The address as it goes on an envelope (the domain in lower case, in ASCII), or None when there can be none.

    The rules are email-validator's. A local part beyond ASCII is turned down: few mail servers take one (SMTPUTF8).
    No name is looked up. 100,000 rows hold few domains, so each is asked about once.
    """
    if len(text) > LENGTH:
        return None
    simple = _SIMPLE.fullmatch(text)
    if not simple or len(simple[1]) > _LOCAL_LENGTH:
        return _validated(text)
    domain = _domain(simple[2])
    return f"{simple[1]}@{domain}" if domain and len(simple[1]) + 1 + len(domain) <= LENGTH else None


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str | None:
    whole = _validated(f"a@{domain}")
    return whole and whole.partition("@")[2]


def _validated(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        return None
