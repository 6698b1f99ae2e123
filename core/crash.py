"""Test equipment: lets a test end the process at a named point, as `kill -9` would (faults.md G4).

Without the variable AVVIK_CRASH_AT nothing here does anything.
"""

import os
from typing import Final

AT: Final = os.environ.get("AVVIK_CRASH_AT", "")


def point(name: str) -> None:
    """Here the process ends at once, nothing written, nothing closed, if it was started with AVVIK_CRASH_AT=name."""
    if name == AT:
        os._exit(9)
