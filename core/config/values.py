"""Values of the settings as they are written, each with what makes it wrong as a message id.

A validator raises `wrong("config.…")`; `core.config.problem` turns it into a `Problem`. None of them repeats the value.
"""

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Final, TypeGuard

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, Strict, ValidationInfo
from pydantic_core import PydanticCustomError

from core.messages.address import on_envelope

_DURATION: Final = re.compile(r"(\d{1,6}) ?([smh])", re.ASCII)
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours"}
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*\.?")
_NAMED_ADDRESS: Final = re.compile(rf"([^<>\"]*[^<>\"\s])\s*<({_ADDRESS.pattern})>")


def wrong(id: str, **values: str | int) -> PydanticCustomError:
    """What a validator raises: `id` is the sentence, `values` its values."""
    return PydanticCustomError(id, id, values)


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    duration = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None
    if duration is None or duration > timedelta(days=1):
        raise wrong("config.duration")
    return duration


def _written(duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    for sign, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{sign}"
    return f"{seconds}s"


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise wrong("config.clock")
    return time(int(match[1]), int(match[2]))


def is_path(value: object) -> TypeGuard[str]:
    """Whether a path is written so that everybody who reads it finds the same file: "~" is another for each."""
    return isinstance(value, str) and value.isprintable() and not value.startswith("~") and bool(value.strip())


def _path(value: object, info: ValidationInfo) -> Path:
    if isinstance(value, Path):
        return value
    if not is_path(value):
        raise wrong("config.path")
    return Path((info.context or {}).get("folder", ""), value)


def _line(value: str) -> str:
    if not value.isprintable():
        raise wrong("config.line")
    return value


def _host(value: str) -> str:
    from ipaddress import ip_address

    if not _HOST.fullmatch(value):
        try:
            ip_address(value)
        except ValueError:
            raise wrong("config.host") from None
    return value


def split_address(value: str) -> tuple[str, str]:
    """("Name", "name@example.org") of `Name <name@example.org>`, ("", …) of a bare address; ("", "") of neither."""
    if _ADDRESS.fullmatch(value):
        return "", value
    match = _NAMED_ADDRESS.fullmatch(value)
    return (match[1].strip(), match[2]) if match and value.isprintable() else ("", "")


def _address(value: str) -> str:
    try:
        on_envelope(split_address(value)[1])  # what the wire would refuse, for every mail, is refused here
    except ValueError:
        raise wrong("config.address") from None
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_written, when_used="json")]
Clock = Annotated[time, BeforeValidator(_clock), PlainSerializer("{:%H:%M}".format, when_used="json")]
FilePath = Annotated[Path, BeforeValidator(_path)]
Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_line)]
Host = Annotated[str, AfterValidator(_host)]
"""A machine's name in ASCII, or an IP address: what a resolver and the greeting of a mail server take."""
Address = Annotated[str, AfterValidator(_address)]
Loose = Strict(False)
"""TOML has lists, the settings have tuples; what stands inside is still taken strictly."""
