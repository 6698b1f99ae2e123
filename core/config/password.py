"""The mail password: read at use, never kept, never shown (faults.md 47)."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from core.config.problem import Problem
from core.errors import Unusable

CREDENTIAL: Final = "smtp-password"
KEY: Final = "mail.password_file"
LONGEST: Final = 4096


def source(file: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file that holds it: `[mail] password_file`, else systemd's credential; None where there is neither."""
    if file is not None:
        return file
    folder = environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder, CREDENTIAL) if folder else None
    return credential if credential and os.path.exists(credential) else None  # noqa: PTH110  as in core.config.place


def read(file: Path | None, environ: Mapping[str, str]) -> str | None:
    """The password without the one line break an editor leaves behind; None where none is configured.

    Raises Unusable: config.password_unreadable (`file`, `reason`), config.password_odd when it is empty, more than
    one line or no text.
    """
    path = source(file, environ)
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            data = stream.read(LONGEST + 1)
        text = data.decode()
    except OSError as error:
        raise Unusable("config.password_unreadable", file=path, reason=error.strerror or "") from None
    except UnicodeDecodeError:
        raise Unusable("config.password_odd", file=path) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(data) > LONGEST or "\n" in text or "\0" in text:
        raise Unusable("config.password_odd", file=path)
    return text


def check(file: Path | None, environ: Mapping[str, str]) -> Iterator[Problem]:
    """What `config check` and `doctor` warn of: a password that cannot be read, or that everybody here may read."""
    path = source(file, environ)
    if path is None:
        return
    try:
        read(file, environ)
    except Unusable as error:
        yield Problem(path, None, KEY, error.id, error.values)
    else:
        if path.stat().st_mode & stat.S_IROTH:
            yield Problem(path, None, KEY, "config.password_open", {"file": path})
