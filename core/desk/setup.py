"""Whether the settings can be used, with all that they name: `avvik config check`, `avvikd --check`, `avvik doctor`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from core.config import Problem, Settings
from core.config.loading import Loaded, load_with_sources
from core.errors import AvvikError, Unusable


def problems(path: Path, environ: Mapping[str, str]) -> Iterator[Problem]:
    """Everything wrong with the settings in `path`, with the rules in use, the columns, the password, the templates."""
    try:
        loaded = load_with_sources(path)
    except Unusable as error:
        found = error.values.get("problems")
        yield from (each for each in (found if isinstance(found, tuple) else ()) if isinstance(each, Problem))
        return
    from core.config import password
    from core.desk.rulebook import clashes

    yield from clashes(loaded)
    yield from _columns(loaded)
    yield from password.check(loaded.settings.mail.password_file, environ)
    yield from _templates(loaded.settings)


def _columns(loaded: Loaded) -> Iterator[Problem]:
    from core.intake.columns import check

    source = loaded.sources[0]
    try:
        check(loaded.settings.import_.columns)
    except AvvikError as error:
        yield Problem(source.file, source.line(("import", "columns")), "import.columns", error.id, error.values)


def _templates(settings: Settings) -> Iterator[Problem]:
    if settings.mail.templates is None:
        return
    from core.messages.overrides import check_overrides

    for fault in check_overrides(settings.mail.templates):
        yield Problem(fault.file, fault.line or None, "", f"config.{fault.id}", {"detail": fault.detail})
