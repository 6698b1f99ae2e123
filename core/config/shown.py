"""What `avvik config show` shows: every key, the value in force, and where it came from; secrets masked."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from core.config.finding import written
from core.config.loading import load_with_sources
from core.config.password import source as password_source
from core.config.source import Key, Source


class Shown(NamedTuple):
    """`source` is `file:line`, the file of a secret, or None where the value is our default."""

    key: str
    value: object
    source: str | None


def show(path: Path, environ: Mapping[str, str] = os.environ) -> tuple[Shown, ...]:
    """The settings in force if `path` is read now. Values are as JSON can hold them. Unusable as `load`."""
    settings, sources = load_with_sources(path)
    values = settings.model_dump(mode="json", by_alias=True)
    return (*_leaves(values, (), sources), *_secrets(settings.mail.password_file, environ))


def _leaves(value: object, key: Key, sources: tuple[Source, ...]) -> Iterator[Shown]:
    match value:
        case dict() if value:
            for name, each in value.items():
                yield from _leaves(each, (*key, name), sources)
        case [dict(), *_]:
            for n, each in enumerate(value):
                yield from _leaves(each, (*key, n), sources)
        case _:
            yield Shown(written(key), value, _origin(key, sources))


def _origin(key: Key, sources: tuple[Source, ...]) -> str | None:
    own, *second = sources
    match key:
        case ("rule", int(n), *rest) if second and ("rule", n) not in own.lines:
            first = len(own.data.get("rule", ()))
            return _place(second[0], ("rule", n - first, *rest))
    return _place(own, key)


def _place(source: Source, key: Key) -> str | None:
    line = source.lines.get(key)
    return f"{source.file}:{line}" if line else None


def _secrets(file: Path | None, environ: Mapping[str, str]) -> Iterator[Shown]:
    if held := password_source(file, environ):
        yield Shown("mail.password", "********", str(held))
