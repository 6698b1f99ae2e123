"""Behind an SSH forced command: who is acting and which settings count are fixed by the administrator.

`command="avvik --config … --as kari"` in authorized_keys; what the person typed comes in SSH_ORIGINAL_COMMAND and is
the rest of the command line, nothing more (design.md, "Who is acting"; faults.md §2.6).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from core.errors import Refused, Usage

FIXED: Final = ("--as", "--config")
_VALUED: Final = (*FIXED, "--lang")
_OF_SSH: Final = ("SSH_ORIGINAL_COMMAND", "SSH_CONNECTION", "SSH_CLIENT")


def whole(words: Sequence[str], environ: Mapping[str, str]) -> tuple[list[str], bool]:
    """The whole command line, and whether the person is confined: came by SSH, as somebody.

    Where the administrator fixed a command too, what the person typed counts for nothing.
    Refused: who.fixed, who.forced_without_as. Usage: who.malformed.
    """
    named = _names(words)
    confined = named and any(name in environ for name in _OF_SSH)
    typed = environ.get("SSH_ORIGINAL_COMMAND")
    if typed is None or not _only_options(words):
        return list(words), confined
    if not named:
        raise Refused("who.forced_without_as")
    import shlex

    try:
        rest = shlex.split(typed)
    except ValueError:
        raise Usage("who.malformed") from None
    if rest and rest[0] == "avvik":
        rest = rest[1:]
    for word in rest:
        if word.partition("=")[0] in FIXED:
            raise Refused("who.fixed", word=word.partition("=")[0])
    return [*words, *rest], True


def _names(words: Sequence[str]) -> bool:
    return any(word.partition("=")[0] == "--as" for word in words)


def _only_options(words: Sequence[str]) -> bool:
    """Whether the words name no command yet: only options that stand before one."""
    left = list(words)
    while left:
        word = left.pop(0)
        if word in _VALUED and left:
            left.pop(0)
        elif word.partition("=")[0] not in _VALUED:
            return False
    return True
