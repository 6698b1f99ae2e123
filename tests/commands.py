"""Running plain commands: in this process, or as a program of its own."""

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tui.command import run

AVVIK = Path(sys.executable).with_name("avvik")
GATE = shlex.split("--censurable no --hse no --ours yes --deviation yes --channels tried --personnel no --sensitive no")


class Answer(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def avvik(config: Path, *words: str, who: str | None = None, lang: str = "nb", **environ: str) -> Answer:
    """One command in this process."""
    fixed = ["--config", str(config), "--lang", lang, *(["--as", who] if who else [])]
    return here([*fixed, *words], environ)


def here(words: list[str], environ: Mapping[str, str]) -> Answer:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words, environ)
    return Answer(code, out.getvalue(), err.getvalue())


def program(*words: str, input: str = "", cwd: Path | None = None, **environ: str) -> Answer:
    """One command as a program of its own, without a terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [AVVIK, *words], input=input, cwd=cwd, env=kept | environ, capture_output=True, text=True, check=False
    )
    return Answer(done.returncode, done.stdout, done.stderr)
