"""`avvik demo`: a throw-away world to try the desk in; the same told in words where there is no terminal."""

import os

import click

from core.errors import Usage
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("demo", cls=Command, example="avvik demo")
@click.option("--scenario", metavar="NAME")
@click.option("--scenarios", is_flag=True)
@click.pass_obj
def demo(call: Call, scenario: str | None, scenarios: bool) -> int:
    """Exit code: the desk's, or 0 once the story is told."""
    call.require_no_login()
    if scenarios or scenario is not None:
        return replay(call, scenario)
    return live(call)


def replay(call: Call, scenario: str | None) -> int:
    """What can happen to a case, played by plain commands; without a name, which there are."""
    from tui.replay.play import play
    from tui.replay.script import names

    if scenario is None:
        call.out("\n".join(names()))
        return 0
    if scenario not in names():
        raise Usage("scenario.unknown", name=scenario, known=names())
    play(scenario, call.out)
    return 0


def live(call: Call) -> int:
    """A throw-away world, with the desk or in words."""
    import asyncio
    import sys

    from core.demo.player import ZONE
    from core.demo.seed import WHO, sow, utc_now
    from core.demo.world import world
    from core.domain.calendar import local
    from tui import terminal

    now = utc_now()
    with world(call.language, local(now, ZONE)) as stage:
        if not on_terminal(call.environ.get("TERM", "")):
            from core.demo.aloud import play

            asyncio.run(play(stage, call.language, call.out, now))
            return 0
        terminal.prepare()  # a terminal nothing can be drawn on is told before anything is made
        sys.stderr.write(call.say("demo.seeding") + "\n")
        asyncio.run(sow(stage, now))
        stage.start_daemon()
        from tui.start import run

        return run(stage.settings, WHO, language=call.language, demo=True)


def on_terminal(term: str) -> bool:
    """Whether a desk can be drawn for somebody who can press keys."""
    return all(os.isatty(stream) for stream in (0, 1, 2)) and term not in ("", "dumb")
