"""How a measurement is taken and said: both sides in one run, interleaved, the median of some rounds."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table: `ours` beside `theirs`, both in `unit`; the aim is a ratio `at_most` or `at_least`."""

    name: str
    ours: float
    theirs: float
    unit: str
    against: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def reached(self) -> bool:
        low = self.at_least is None or self.ratio >= self.at_least
        return low and (self.at_most is None or self.ratio <= self.at_most)

    def line(self) -> str:
        aim = f"≤ {self.at_most}" if self.at_most is not None else f"≥ {self.at_least}"
        told = "yes" if self.reached else "NO"
        ours, theirs = f"{self.ours:.4g} {self.unit}", f"{self.theirs:.4g} {self.unit}"
        return f"| {self.name} | {ours} | {theirs} ({self.against}) | {self.ratio:.2f} | {aim} | {told} |"


HEAD = "| what | ours | beside | ratio | aim | reached |\n| --- | --- | --- | --- | --- | --- |"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(ours: Callable[[], float], theirs: Callable[[], float], rounds: int = 5) -> tuple[float, float]:
    """The medians of both sides, taken in turns so that the machine's mood falls on both alike."""
    taken = [(ours(), theirs()) for _ in range(rounds)]
    return statistics.median(one for one, _ in taken), statistics.median(other for _, other in taken)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(code: str, *arguments: str) -> float:
    """Seconds that a fresh interpreter takes for a piece of code."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True))
