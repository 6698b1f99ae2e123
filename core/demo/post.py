"""A post office of our own: takes the mails that may leave on the desk's clock, as the daemon would, and reads them."""

from core.demo.mail_text import Taken, text_of
from core.desk import Desk
from core.domain.post import Letter, Outcome

REFUSED = "550 5.1.1 No such user here"


class Post:
    """`refused` are addresses that take no mail from now on, in small letters."""

    def __init__(self, desk: Desk) -> None:
        self._mail = desk.mail
        self.refused: set[str] = set()

    async def leave(self) -> list[tuple[Taken, str]]:
        """Let every mail go whose time has come; each as it was written, and "" or why it was not taken."""
        taken: list[tuple[Taken, str]] = []
        while (batch := await self._mail.claim(50)).letters or batch.parked:
            outcomes = [self._outcome(letter) for letter in batch.letters]
            await self._mail.settle(outcomes)
            taken += [
                (text_of(letter.data), outcome.answer if outcome.result == "failed" else "")
                for letter, outcome in zip(batch.letters, outcomes, strict=True)
            ]
        return taken

    def _outcome(self, letter: Letter) -> Outcome:
        if letter.recipient.casefold() in self.refused:
            return Outcome(letter.n, "failed", REFUSED, bad_address=True)
        return Outcome(letter.n, "sent", "250 2.0.0 Ok")
