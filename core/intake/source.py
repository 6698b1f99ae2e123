"""The file or stream an import is read from, as a seekable stream of bytes that stands after any byte order mark."""

import shutil
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from core.errors import Refused, Usage

Source = Path | BinaryIO


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Opens a path, or takes a stream as it is (and leaves it open); a pipe is first copied to a nameless file.

    Usage for a path that is no file; Refused for one that cannot be read.
    """
    if not isinstance(source, Path):
        with _seekable(source) as stream:
            yield stream
        return
    try:
        file = source.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
        raise Usage("intake.no_such_file", file=source.name or ".") from None
    except IsADirectoryError:
        raise Usage("intake.is_a_directory", file=source.name or ".") from None
    except OSError as error:
        raise Refused("intake.unreadable_file", file=source.name or ".", error=error.strerror or "") from None
    with file, _seekable(file) as stream:
        yield stream


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    if stream.seekable():
        _pass_mark(stream)
        yield stream
        return
    with TemporaryFile() as copy:
        try:
            shutil.copyfileobj(stream, copy)
            copy.seek(0)
        except OSError as error:
            raise Refused("intake.unreadable_file", file="-", error=error.strerror or "") from None
        _pass_mark(copy)
        yield copy


def _pass_mark(stream: BinaryIO) -> None:
    start = stream.tell()
    if stream.read(len(BOM_UTF8)) != BOM_UTF8:
        stream.seek(start)
