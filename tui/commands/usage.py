"""Wrong words: what click says in English, said by our catalogues; and the kinds of values options take."""

from datetime import date
from typing import Any

import click

from core.errors import Usage


def as_usage(error: click.UsageError) -> Usage:
    """The click error as ours, with the nearest name where one was mistyped."""
    match error:
        case click.NoSuchOption(option_name=option, possibilities=near):
            if near:
                return Usage("usage.no_option_near", option=option, near=sorted(near)[0])
            return Usage("usage.no_option", option=option)
        case click.MissingParameter(param=click.Parameter() as param):
            return Usage("usage.missing", names=shown(param))
        case click.BadOptionUsage(option_name=option):
            return Usage("usage.missing", names=option)
    if "unexpected extra argument" in error.message:
        return Usage("usage.extra", words=error.message.partition("(")[2].rstrip(")"))
    return Usage("usage.other", reason=error.message)


def shown(param: click.Parameter) -> str:
    """A parameter as people write it: --reason, or ID."""
    return param.opts[-1] if isinstance(param, click.Option) else (param.metavar or param.human_readable_name)


class Choice(click.Choice[str]):
    """One of a few words, exactly."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in self.choices:
            return value
        raise Usage("usage.choice", option=shown(param) if param else "", allowed=", ".join(self.choices))


class NumberChoice(Choice):
    """One of a few numbers."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return int(super().convert(str(value), param, ctx))


class Day(click.ParamType[date]):
    """A date as 2026-12-24."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, date):
            return value
        try:
            if len(value) == len("2026-12-24"):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise Usage("usage.date", option=shown(param) if param else "")


class Number(click.ParamType[int]):
    """A whole number from 1 on."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        text = str(value)
        if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0:
            return int(text)
        raise Usage("usage.number", option=shown(param) if param else "")
