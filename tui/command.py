"""The edge of the plain commands: whatever happens inside becomes one line on stderr and an exit code."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import AvvikError, Usage
from core.text import one_line
from core.words import say, tell
from tui.commands.call import Call, room, utc_now
from tui.commands.forced import whole

EXIT_BUG: Final = 70  # sysexits.h EX_SOFTWARE, as the desk's
EXIT_PIPE: Final = 141  # as a program that SIGPIPE ended
EXIT_INTERRUPTED: Final = 130
COMPLETE: Final = "_AVVIK_COMPLETE"


def run(words: Sequence[str], environ: Mapping[str, str] = os.environ, now: Callable[[], datetime] = utc_now) -> int:
    """Carry out one command line; answers its exit code and never raises. `now`: another clock than the machine's."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal in Latin-1 must not make a name into a crash
    call = Call(environ, now)
    try:
        code = _carry_out(call, words)
        with room():
            sys.stdout.flush()
        return code
    except AvvikError as error:
        return _refused(call, error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to fail at the last flush
        return EXIT_PIPE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001  the edge: a bug is said in one line, without what it was about
        return _fault(call, error)


def _carry_out(call: Call, words: Sequence[str]) -> int:
    import click

    from tui.commands.root import root
    from tui.commands.usage import as_usage

    words, call.confined = whole(words, call.environ)
    if any("\udc80" <= sign <= "\udcff" for word in words for sign in word):
        raise Usage("usage.not_text")
    try:
        answer = root.main(args=list(words), prog_name="avvik", standalone_mode=False, obj=call)
    except click.Abort:
        return EXIT_INTERRUPTED
    except click.UsageError as error:
        raise as_usage(error) from None
    except SystemExit as end:
        if end.code and COMPLETE not in call.environ:
            raise BrokenPipeError from None  # all that click ends itself for, besides completing words
        return 0
    return answer if isinstance(answer, int) else 0


def _refused(call: Call, error: AvvikError) -> int:
    _flush()
    line = tell(error, call.language)
    if isinstance(error, Usage) and error.id.startswith("usage."):
        line += " " + say(call.language, "usage.see", command=call.command)
    _complain(line)
    return error.exit_code


def _fault(call: Call, error: Exception) -> int:
    import secrets

    _flush()
    id = secrets.token_hex(4)
    _complain(say(call.language, "cmd.unexpected", kind=type(error).__name__, id=id))
    if call.environ.get("AVVIK_DEBUG"):
        import traceback

        _complain(f"{id}\n" + "".join(traceback.format_exception(error)))
    return EXIT_BUG


def _complain(text: str) -> None:
    sys.stderr.write(f"avvik: {text}\n" if "\n" in text else f"avvik: {one_line(text)}\n")


def _flush() -> None:
    """What was said before the trouble comes first; if nobody reads any more, that is no further trouble."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_what_is_closed() -> None:
    """Somebody may start us with a standard stream closed (`>&-`); Python has None in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  for good
