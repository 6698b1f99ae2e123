"""Whose a file is, where that decides who may act (interface.md, "Common")."""

import os
import pwd
from pathlib import Path


def name_of(uid: int) -> str:
    """The system's name of a user, or the number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def other_owner(path: Path) -> str | None:
    """Whose the file is when it is not ours; None also where it cannot be looked at: opening it says what is wrong."""
    try:
        uid = path.stat().st_uid
    except OSError:
        return None
    return None if uid == os.geteuid() else name_of(uid)
