"""The one signal on which every screen looks again (design.md §3): somebody committed, here or elsewhere."""

from textual.message import Message


class Committed(Message):
    """What is shown may be old. Posted to the screen that is shown; the others are told when they come back.

    `ours` is the case this desk itself has just acted on, None when somebody else was.
    """

    def __init__(self, ours: str | None = None) -> None:
        super().__init__()
        self.ours = ours
