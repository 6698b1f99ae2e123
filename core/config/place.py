"""Which settings file is meant (interface.md, "Common")."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from core.errors import Unusable

SYSTEM: Final = Path("/etc/avvik/config.toml")


def find(explicit: Path | None, environ: Mapping[str, str], *, confined: bool = False) -> Path:
    """The settings file: `--config`, `$AVVIK_CONFIG`, `./config.toml`, the user's, the system's; the first there is.

    A file that was named is the answer even if it is not there, so that nobody works on another one by mistake. Behind
    a forced command (`confined`) the current folder is not looked at (design.md, "Who is acting").
    Raises Unusable("config.none", tried=…).
    """
    if explicit is not None:
        return explicit
    if named := environ.get("AVVIK_CONFIG"):
        return Path(named)
    places = list(_places(environ, confined))
    for place in places:
        if os.path.isfile(place):  # noqa: PTH113  Path.is_file raises where a folder may not be looked into
            return place
    raise Unusable("config.none", tried=[str(place) for place in places])


def _places(environ: Mapping[str, str], confined: bool) -> Iterator[Path]:
    if not confined:
        yield Path("config.toml")
    own = environ.get("XDG_CONFIG_HOME", "")
    if own.startswith("/"):  # the XDG specification: a relative path is to be ignored
        yield Path(own, "avvik", "config.toml")
    elif home := environ.get("HOME"):
        yield Path(home, ".config", "avvik", "config.toml")
    yield SYSTEM
