"""How values stand in the database: the one place that writes instants, dates and small structures as text."""

import json
from datetime import UTC, date, datetime
from typing import Any


def instant(at: datetime) -> str:
    """UTC, fixed width, so that text sorts as time does: 2026-11-21T11:00:00.000000Z."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    return moment(text) if text else None


def maybe_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def day_text(on: date | None) -> str | None:
    return on.isoformat() if on else None


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load(text: str) -> Any:
    return json.loads(text)
