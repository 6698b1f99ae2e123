"""Search as you type over 100,000 cases: the 95th percentile of a key, in the database."""

import asyncio
import random
import time
from pathlib import Path

from bench.measure import Result, percentile
from bench.seed import WORDS
from core import desk
from core.config import load
from core.desk.lists import Filter

LIMIT_MS = 10.0


async def _keys(config: Path) -> list[float]:
    rng, taken = random.Random(2), []
    async with desk.open(load(config)) as office:
        for _ in range(60):
            word = rng.choice(WORDS)
            for typed in range(1, len(word) + 1):
                start = time.perf_counter()
                await office.lists.keys("person0", Filter("all"), word[:typed])
                taken.append((time.perf_counter() - start) * 1000)
    return taken


def measure(config: Path) -> list[Result]:
    worst = percentile(asyncio.run(_keys(config)), 0.95)
    return [Result("search, a key, 95th percentile, 100,000 cases", worst, LIMIT_MS, "ms", "the limit", at_most=1.0)]
