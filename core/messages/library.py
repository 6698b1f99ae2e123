"""Where templates are kept: ours beside this file, the administrator's in a folder laid out the same way."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from core import text
from core.messages.template import Broken, Compiled, compile_template

TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Problem:
    """An overriding template that cannot be used: where, a message id, and a detail that may quote the template.

    Ids: template_folder (no line), template_unknown, template_unreadable, template_no_subject, template_subject_lines,
    template_no_body, template_syntax, template_reaches_out, template_unknown_fact, template_failed, template_controls.
    """

    file: Path
    line: int
    id: str
    detail: str = ""


def place(folder: Path, language: str, template: str) -> Path:
    """Where `template` for readers of `language` stands under `folder`: `<folder>/nb/M2.txt`."""
    return folder / language / f"{template}.txt"


@cache
def built_in(template: str, language: str) -> Compiled:
    """Our own template, compiled once in a process."""
    return _load(place(TEMPLATES, language, template), template, language)


def overriding(path: Path, template: str, language: str) -> Compiled | None:
    """The administrator's template at `path`, None when there is none; compiled again when the file has changed.

    Broken when it cannot be read or used.
    """
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Broken("template_unreadable", 1, type(error).__name__) from error
    return _as_of(path, template, language, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=128)
def _as_of(path: Path, template: str, language: str, _changed: int, _size: int) -> Compiled:
    return _load(path, template, language)


def _load(path: Path, template: str, language: str) -> Compiled:
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Broken("template_unreadable", 1, type(error).__name__) from error
    return compile_template(text.lines(source), template, language)
