"""A real pseudo-terminal for tests: start a program in it, press keys, count bytes, see the screen as a person does."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Mapping, Sequence

import pyte
from wcwidth import wcwidth

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "pgdn": "\x1b[6~",
    "pgup": "\x1b[5~",
    "end": "\x1b[F",
    "home": "\x1b[H",
    "tab": "\t",
}

_OWN = re.compile(
    rb"\x1b\[[0-9;]*m"  # colours
    rb"|\x1b\[[0-9]*;?[0-9]*H"  # moves
    rb"|\x1b\[\?(1049|1000|1003|1015|1006|1016|25|1004|2004|2048|2026|7)[hl]"  # Textual's modes
    rb"|\x1b\[\?(2026|2048)\$p"  # Textual's two questions
    rb"|\x1b\[>[0-9]+u|\x1b\[<u"  # the keyboard protocol
    rb"|\x1b\[[0-9]+;[0-9]+r|\x1b\[r|\x1b[DM]|\x1b\[[0-9]+X"  # our scrolling and erasing (tui/widgets/lines.py)
    rb"|\r?\n"
)
_SENT_BY_NOBODY = re.compile(
    "[\x00-\x1f\x7f\x80-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def foreign(raw: bytes) -> list[str]:
    """The control sequences in `raw` that neither Textual nor our widgets send, each with what follows it."""
    rest = _OWN.sub(b"\n", raw).decode("utf-8", "surrogateescape").replace("\n", "")
    return [rest[found.start() : found.start() + 24] for found in _SENT_BY_NOBODY.finditer(rest)]


class _Screen(pyte.Screen):
    """pyte drops the rest of a text after a letter without width; terminals of today join it or pass over it."""

    def draw(self, data: str) -> None:
        if not data.isascii():
            data = re.sub("\u200d.", "", data)
            data = "".join(letter for letter in data if wcwidth(letter) > 0 or unicodedata.combining(letter))
        super().draw(data)


def _own_terminal() -> None:
    """In the child: what is standard input becomes the terminal that hangs up on it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program in a pty of `rows` × `columns`. A context manager: whatever happens, the program is gone after it."""

    def __init__(
        self, argv: Sequence[str], *, rows: int = 24, columns: int = 80, environ: Mapping[str, str] | None = None
    ) -> None:
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.exit_code: int | None = None
        self.fd, slave = pty.openpty()
        self._size(rows, columns)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        self._program = subprocess.Popen(
            list(argv), stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=_own_terminal,
            env={**kept, "TERM": "xterm-256color", **(environ or {})},
        )  # fmt: skip
        os.close(slave)
        self.pid = self._program.pid

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def python(cls, *arguments: str, **options: object) -> "Terminal":
        """A program of this very interpreter."""
        return cls([sys.executable, *arguments], **options)  # type: ignore[arg-type]

    def _size(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, rows: int, columns: int) -> None:
        """Another size of window."""
        self._size(rows, columns)
        self.screen.resize(rows, columns)
        os.kill(self.pid, signal.SIGWINCH)

    def send(self, *keys: str) -> None:
        """Press keys: letters as they are, others by name (`KEYS`), ctrl+x as "ctrl+x"."""
        for key in keys:
            if key.startswith("ctrl+"):
                key = chr(ord(key[5]) & 0x1F)
            os.write(self.fd, KEYS.get(key, key).encode())

    def read(self, quiet: float = 0.15, timeout: float = 10.0) -> bytes:
        """What arrives until nothing has arrived for `quiet` seconds."""
        got = b""
        end = time.monotonic() + timeout
        while time.monotonic() < end and select.select([self.fd], [], [], quiet)[0]:
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:  # the program closed its side
                break
            if not chunk:
                break
            got += chunk
        self.raw += got
        self._stream.feed(
            re.sub(rb"\x1b\[[><][0-9]*u|\x1b\[\?[0-9]+\$p", b"", got)
        )  # pyte prints what it does not know
        return got

    def press(self, *keys: str, quiet: float = 0.15) -> bytes:
        """Press keys and return the bytes of the answer."""
        self.send(*keys)
        return self.read(quiet)

    def expect(self, text: str, timeout: float = 10.0) -> None:
        """Read until `text` stands somewhere on the screen; fails with the screen when it does not come."""
        end = time.monotonic() + timeout
        while text not in self.text():
            if time.monotonic() > end:
                raise AssertionError(f"{text!r} did not come:\n{self.text()}\n{self.raw[-600:]!r}")
            self.read(0.01)

    def lines(self) -> list[str]:
        """The screen, line by line, right blanks kept; a wide letter is followed by no filler."""
        columns = range(self.screen.columns)
        return ["".join(self.screen.buffer[y][x].data for x in columns) for y in range(self.screen.lines)]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.lines())

    def kill(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Drop the line, as a lost SSH connection does."""
        os.close(self.fd)
        self.fd = -1

    def state(self) -> str:
        """One letter, of /proc: S sleeps, T is stopped."""
        with open(f"/proc/{self.pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]

    def wait(self, timeout: float = 5.0) -> int:
        """The exit code (128 + the signal that killed it), within `timeout`."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            code = self._program.poll()
            if code is not None:
                self.exit_code = code if code >= 0 else 128 - code
            elif time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s:\n{self.text()}")
            elif self.fd >= 0:
                self.read(0.02, 0.02)
            else:
                time.sleep(0.005)
        if self.fd >= 0:
            self.read(0.05)
        return self.exit_code

    def close(self) -> None:
        """End the program if it runs, and give the pty back."""
        if self.exit_code is None:
            self._program.kill()
            self._program.wait()
            self.exit_code = 137
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
