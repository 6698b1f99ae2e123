"""Playing a script: what was done, what was said, which mails left and when, as lines for people."""

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from core.errors import Refused
from tui.replay.script import Step, read
from tui.replay.stage import Mailed, Stage, stage

WIDTH: Final = 100
LINES: Final = 4
"""Lines of a mail that are shown."""
PAUSE: Final = timedelta(minutes=1)
"""Between two commands: long enough that the mail of the first may leave."""
_END: Final = ("Hilsen", "Helsing", "Regards", "Kind regards", "Av hensyn", "Av omsyn")


@dataclass
class Player:
    """`write` gets each line. `seen` is what has been seen since the last check."""

    stage: Stage
    write: Callable[[str], None]
    seen: list[str] = field(default_factory=list)

    def step(self, step: Step) -> None:
        """Raises: Refused scenario.otherwise when something is not as the script says."""
        match step.sign:
            case "#":
                self.write(f"# {step.text}")
            case ">":
                self.write(f"\n{step.text}")
            case "@":
                self._mails(self.stage.until(step.at))
                self.write(f"\n{self.stage.wall:%a %Y-%m-%d %H:%M}")
            case ":" | "!" | "+":
                self._command(step)
            case "x":
                self.stage.refused.add(step.text.casefold())
                self.write(f"  ({step.text} refuses mail from now on)")
            case "=" | "-":
                self._check(step)

    def _command(self, step: Step) -> None:
        typed = "case register …" if step.sign == "+" else step.text
        self.write(f"  $ avvik {f'--as {step.who} ' if step.who not in ('', 'system') else ''}{typed}")
        code, said = self.stage.command(step.who or "system", step.words)
        for line in said.splitlines():
            self.write(f"    {line.rstrip()}")
        self.seen.append(said)
        if code != (step.sign == "!"):
            raise Refused("scenario.otherwise", line=step.line, what=said.strip() or str(code))
        self._mails(self.stage.until((self.stage.wall + PAUSE).replace(tzinfo=None)))

    def _mails(self, mailed: list[Mailed]) -> None:
        for each in mailed:
            self.seen.append("\n".join((each.mail.to, each.mail.subject, each.refused, *each.mail.lines)))
            self.write(f"    {each.at:%a %Y-%m-%d %H:%M} → {each.mail.to}: {each.mail.subject}")
            if each.refused:
                self.write(f"      !! {each.refused}")
            for line in _shown(each.mail.lines):
                self.write(f"      | {line}")

    def _check(self, step: Step) -> None:
        found = any(step.text in text for text in self.seen)
        if found != (step.sign == "="):
            raise Refused("scenario.otherwise", line=step.line, what=step.text)


def _shown(lines: tuple[str, ...]) -> Iterator[str]:
    """The text of a mail without its greeting and its end."""
    text = [line for line in lines if not line.startswith(("Hei", "Hi", "Dear", *_END))]
    for line in text[:LINES]:
        yield textwrap.shorten(line, WIDTH, placeholder=" …")


def play(name: str, write: Callable[[str], None]) -> None:
    """Replay a scenario from its beginning. Raises: Refused scenario.otherwise; Unusable."""
    steps = read(name)
    first = next(step.at for step in steps if step.sign == "@")
    with stage(first) as set_up:
        player = Player(set_up, write)
        was = ""
        for step in steps:
            if was in "=-" and step.sign not in "=-":
                player.seen.clear()
            player.step(step)
            was = step.sign
