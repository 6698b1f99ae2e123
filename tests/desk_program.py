"""The desk at a fixed moment, for tests in a pty: python desk_program.py CONFIG WHO [options]."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from desk_setup import NOW

from core.config import load
from core.errors import AvvikError
from core.words import tell
from tui import start

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("who")
    parser.add_argument("--lang", default="nb")
    parser.add_argument("--case")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--confined", action="store_true")
    given = parser.parse_args()
    try:
        sys.exit(
            start.run(
                load(given.config), given.who, language=given.lang, case=given.case, demo=given.demo,
                confined=given.confined, config=given.config, now=lambda: NOW,
            )
        )  # fmt: skip
    except AvvikError as error:
        sys.stderr.write(tell(error, given.lang) + "\n")
        sys.exit(error.exit_code)
