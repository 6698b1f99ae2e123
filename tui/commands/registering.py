"""A case made by hand: what its command takes are the fields of a form, and a person sent it."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from core.errors import Refused
from core.intake.addresses import address
from tui.commands.asking import complete
from tui.commands.call import Call
from tui.commands.fields import param_of
from tui.commands.helped import Command
from tui.fields import Field

Make = Callable[[Call, dict[str, Any], bool], None]
"""Registers what was typed, by the names of the fields, and says so: as JSON, or for a person."""


class Register(Command):
    """`register`; what is missing is asked on a terminal, refused elsewhere."""

    def __init__(self, fields: Sequence[Field], make: Make, example: str) -> None:
        params = [*map(param_of, fields), click.Option(["--json", "as_json"], is_flag=True)]
        super().__init__("register", params=params, callback=click.pass_obj(self._perform), example=example)
        self._fields, self._make = fields, make

    def _perform(self, call: Call, /, as_json: bool, **given: Any) -> None:
        typed = complete(call, self._fields, given)
        values = {name: value.strip() if isinstance(value, str) else value for name, value in typed.items()}
        self._make(call, values, as_json)


def address_of(text: str) -> str:
    """An e-mail address as it was typed. Refused: intake.invalid_email."""
    email = address(text)
    if email is None:
        raise Refused("intake.invalid_email")
    return email
