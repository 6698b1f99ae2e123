"""Work behind the desk: what is called off before its turn leaves nothing behind."""

import gc
import warnings
from functools import partial
from pathlib import Path

import desk
from piloted import piloted

from tui.background import behind
from tui.screens.preview import Preview

TUI = Path(__file__).parents[2] / "tui"


async def test_what_is_called_off_before_its_turn_was_never_begun(tmp_path: Path) -> None:
    begun = []
    async with desk.opened(tmp_path) as office, piloted(office) as desked:

        async def work(n: int) -> None:
            begun.append(n)

        preview = desked.app.screen.query_one(Preview)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            for n in range(3):
                behind(preview, partial(work, n), "test")
                desked.app.attempt(partial(work, 10 + n), "test")
                preview.look_at(None)
            await desked.until(lambda: len(begun) == 2)
            await desked.still()
            gc.collect()
        assert sorted(begun) == [2, 12]
        assert not [str(each.message) for each in said if each.category is RuntimeWarning]


def test_there_is_one_way_to_work_behind_the_desk() -> None:
    """Textual would take a coroutine made already, and Python warns of one that is then called off."""
    users = {file.name for file in TUI.rglob("*.py") if ".run_worker(" in file.read_text("utf-8")}
    assert users == {"background.py"}
