"""Work of a widget's own, beside what the person does: begun on its turn, the older of its group called off."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from textual.dom import DOMNode
from textual.worker import WorkType

Work: TypeAlias = Callable[[], Coroutine[Any, Any, object]]
"""What to call, not a coroutine made already: what is called off before its turn was never begun."""


def behind(node: DOMNode, work: Work, group: str, *, exclusive: bool = True) -> None:
    """Do `work` while `node` lives; `exclusive`: instead of what the same group of it was doing."""

    async def job() -> None:
        await work()

    begun: WorkType[None] = job
    node.run_worker(begun, group=group, exclusive=exclusive)
