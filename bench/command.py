"""A plain command beside the least an asyncio program with one pydantic model costs."""

import subprocess
import sys
from pathlib import Path

from bench.measure import Result, interleaved, run, seconds

LEAST = "import asyncio, pydantic\nclass M(pydantic.BaseModel):\n    a: int"


def _avvik(*words: str) -> float:
    avvik = Path(sys.executable).with_name("avvik")
    return seconds(lambda: subprocess.run([avvik, *words], check=True, capture_output=True))


def measure(config: Path) -> list[Result]:
    listed, least = interleaved(
        lambda: _avvik("--config", str(config), "case", "list", "--limit", "20"), lambda: run(LEAST), 11
    )
    version, nothing = interleaved(lambda: _avvik("--version"), lambda: run("pass"), 11)
    return [
        Result("avvik case list", listed * 1000, least * 1000, "ms", "asyncio and one pydantic model", at_most=1.5),
        Result("avvik --version", version * 1000, nothing * 1000, "ms", "python -c pass", at_most=2.0),
    ]
