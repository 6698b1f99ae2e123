"""Everything a person can be told went wrong: a message id and its values, never a finished sentence.

    AvvikError            exit 1
    ├── Refused           a rule says no (workflow.md §2–5)
    │   ├── Forbidden     the person has no such right (workflow.md §1, §7)
    │   ├── NotFound      no such case, or none this person may see
    │   └── Changed       somebody else changed it since it was shown
    ├── Busy              the write turn was not free within five seconds
    ├── Usage             exit 2: the words of the command are off
    └── Unusable          exit 3: the settings or the database cannot be used

`core.words` turns one into a line in the reader's language. Values are data: they are never parsed, and they hold
no personal data but what the person acting typed.
"""

from typing import ClassVar


class AvvikError(Exception):
    """A message id and the values of its sentence."""

    exit_code: ClassVar[int] = 1

    def __init__(self, id: str, /, **values: object) -> None:
        super().__init__(id, values)
        self.id = id
        self.values = values


class Refused(AvvikError):
    """A rule says no; nothing was changed."""


class Forbidden(Refused):
    """The person acting has no right to this here."""


class NotFound(Refused):
    """There is no such thing, or none the person acting may know of."""


class Changed(Refused):
    """Somebody else changed the case after the screen was drawn: `by`, `at`, `fields` tell who, when and what."""


class Busy(AvvikError):
    """Another program held the write turn for more than five seconds."""


class Usage(AvvikError):
    """The command was given wrong words."""

    exit_code = 2


class Unusable(AvvikError):
    """The settings or the database cannot be used; nothing was done."""

    exit_code = 3
