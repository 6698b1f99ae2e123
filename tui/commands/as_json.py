"""Values as JSON: times with their offset, dates as dates, and nothing that would steer a terminal."""

import json
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from core.domain.case import Party
from core.text import SIGNS


def dumps(document: object, indent: int | None = 2) -> str:
    """One document. What is invisible or steers a terminal is escaped, so that its value stays and a screen is safe."""
    return json.dumps(document, ensure_ascii=False, indent=indent).translate(_escapes())


@cache
def _escapes() -> dict[int, str]:
    def escape(code: int) -> str:
        if code < 0x10000:
            return f"\\u{code:04x}"
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"

    return {code: escape(code) for code in SIGNS if code >= 0x7F}


def moment(at: datetime | None, zone: str) -> str | None:
    """A time as ISO-8601 with the offset of the installation's time zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def party(who: Party) -> str:
    """A login, role@UNIT, a unit's code, or what kind of party it is: reporter, system."""
    return who.id or who.kind
