"""One act on all marked cases: asked once, done on all or none, taken back together (desk.md §3)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from core.domain import workflow
from core.errors import AvvikError, Refused
from core.words import Said, shown
from tui import keys
from tui.dialogs import acts
from tui.dialogs.form import Form
from tui.dialogs.matter import Matter
from tui.dialogs.status import Status

if TYPE_CHECKING:
    from core.desk.cases import Done
    from core.desk.rehearsal import Rehearsal
    from core.desk.shown import Shown
    from tui.acting import Acting
    from tui.screens.case_list import CaseList

MOST: Final = 200
"""Cases acted on at once: their transaction holds up everybody else's acts for about a second."""
WARNED: Final = 2
"""Warnings told in the answer, where cases give different ones."""


@dataclass
class Many(Matter):
    """`refs` are the cases, each with the version that is seen of it; `shown` is the first, that stands for all."""

    refs: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> str:
        """How many they are."""
        return self.say("desk.bulk.cases", n=len(self.refs)) if len(self.refs) > 1 else self.ref

    async def rehearse(self, act: object) -> "Rehearsal":
        """What the act would do to the first, and how many mails would leave in all."""
        return await self.app.desk.rehearsals.bulk(self.app.who, self.refs, act)


async def ask(acting: "Acting", marked: "CaseList", name: str, typed: str = "") -> None:
    """Open the dialog of an act for the marked cases, and do what is answered.

    `status` asks which act; `typed` is what its first field begins with.
    Raises: Refused bulk.not_this, bulk.too_many, bulk.case.
    """
    if name != "status":
        _require_bulk(name)
    many = await _many(acting, marked)
    if name == "status":
        chosen = await many.app.push_screen_wait(Status(many))
        if chosen is None:
            return
        name = chosen[0]
    if closed := many.shown.closed.get(name):
        raise Refused("bulk.case", case=many.ref, why=Said(closed.id, closed.values))
    await _carry_out(acting, marked, many, (await acts.dialog(many, name)).begin(typed))


async def again(acting: "Acting", marked: "CaseList", act: object) -> None:
    """Do an act that is known already to the marked cases, once it has been seen what it does to them."""
    many = await _many(acting, marked)
    form = Form(many, workflow.ROWS[type(act)].name, lambda: act, intro=[" · ".join(_told(many, act))])
    await _carry_out(acting, marked, many, form)


def _require_bulk(name: str) -> None:
    names = keys.MENUS.get(name, (name,))
    if not any(workflow.BY_NAME[each].bulk for each in names):
        raise Refused("bulk.not_this", act=names[0])


async def _many(acting: "Acting", marked: "CaseList") -> Many:
    app = acting.app
    if marked.marked > MOST:
        raise Refused("bulk.too_many", n=marked.marked, most=MOST)
    refs = await marked.refs()
    if not refs:
        raise Refused("desk.no_case")
    first = await app.desk.shows.case(app.who, refs[0][0])
    return Many(app, _standing_for_all(first), await app.desk.people.directory(), refs=refs)


def _standing_for_all(first: "Shown") -> "Shown":
    """The first case without what is its own: nothing of it is offered as an answer for the others."""
    detail = replace(first.case.detail, severity=None, consequence="", cause="")
    open = tuple(name for name in first.open if workflow.BY_NAME[name].bulk)
    closed = {name: why for name, why in first.closed.items() if workflow.BY_NAME[name].bulk}
    return replace(first, case=replace(first.case, detail=detail, tasks=(), deadlines=()), open=open, closed=closed)


async def _carry_out(acting: "Acting", marked: "CaseList", many: Many, form: Form) -> None:
    app = acting.app
    act = await app.push_screen_wait(form)
    if act is None:
        marked.renew()  # it may have been left because one of them had been changed
        return
    try:
        done = await app.desk.cases.bulk(app.who, many.refs, act)
    except AvvikError as error:
        marked.renew()
        await app.look_now()
        app.refuse(error)
        return
    name = workflow.ROWS[type(act)].name
    acting.remember(many.refs[0][0], act)
    await app.desk.drafts.forget(app.who, many.ref, name)
    marked.unmark()
    await app.look_now(done[0].case.id)
    _tell(many, name, done)


def _tell(many: Many, name: str, done: "tuple[Done, ...]") -> None:
    """What was done to how many, what mail will leave, how to take it back, and what else to know."""
    app, mails = many.app, sum(one.mails for one in done)
    hold = app.settings.mail.hold.total_seconds()
    said = [many.say("desk.bulk.done", n=len(done), event=Said(f"event.{name}"))]
    if mails:
        said.append(many.say("desk.mail_leaves", n=mails, seconds=round(hold)))
    said.append(many.say("desk.undo_hint"))
    told = dict.fromkeys(many.warn(id, values) for one in done for id, values in one.warnings)
    app.message("  ".join([*said, *list(told)[:WARNED]]), seconds=hold)


def _told(many: Many, act: object) -> Iterator[str]:
    """What an act holds, as people read it: names for logins, dates, words."""
    for field in fields(act):  # type: ignore[arg-type]  # every act of the table is a dataclass
        value = getattr(act, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, date):
                yield shown(many.app.language, one)
            elif one:
                yield many.person(str(one))
