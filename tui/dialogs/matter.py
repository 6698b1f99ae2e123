"""What a dialog is about: a case as it is shown, perhaps one of its tasks or deadlines, and the desk that rehearses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from core.domain.case import Case, Deadline, Party, Task, staff
from core.domain.people import Directory
from core.errors import Changed
from tui import names

if TYPE_CHECKING:
    from core.desk.rehearsal import Rehearsal
    from core.desk.shown import Shown
    from core.errors import AvvikError
    from tui.app import DeskApp


def parts_for(shown: "Shown", act: str) -> list[str]:
    """The parts of a case that an act is open on, as in `Matter.part`."""
    clocks = (clock for clock in shown.case.owed() if act in shown.clocks.get(clock.id, ()))
    tasks = (task for task in shown.case.tasks if act in shown.tasks.get(task.number, ()))
    return [*(f"/{task.number}" for task in tasks), *(clock.id.removeprefix(shown.case.id) for clock in clocks)]


@dataclass
class Matter:
    """`part` is what stands behind the case's number: "/2" for its second task, ":2" for its second deadline.

    `shown` is replaced when an act done from inside a dialog (consult, mask, rate) has changed the case.
    """

    app: "DeskApp"
    shown: "Shown"
    directory: Directory
    part: str = ""

    @property
    def case(self) -> Case:
        return self.shown.case

    @property
    def task(self) -> Task | None:
        return next((task for task in self.case.tasks if task.id == self.ref), None)

    @property
    def deadline(self) -> Deadline | None:
        return next((each for each in self.case.deadlines if each.id == self.ref), None)

    @property
    def today(self) -> date:
        return self.shown.today

    @property
    def ref(self) -> str:
        """What the acts and drafts of this matter are filed under: the number of the case, task or deadline."""
        return self.case.id + self.part

    @property
    def name(self) -> str:
        """What it is called in the title of a dialog."""
        return self.ref

    def say(self, id: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self.app.say(id, **values)

    def tell(self, error: "AvvikError") -> str:
        """A refusal as one line; codes of ours in it (an act, a field, a state) by their names."""
        if isinstance(error, Changed):
            return self.app.acting.changed(self.ref, error)
        return self.app.tell(error)

    def warn(self, id: str, values: Mapping[str, Any]) -> str:
        """A warning as one line."""
        return self.say(id, **values)

    def unit(self, code: str) -> str:
        """A unit's name, its code when the directory has no such unit."""
        unit = self.directory.units.get(code)
        return unit.name(self.app.language) if unit else code

    def person(self, login: str) -> str:
        """A person's name, the login when the directory has no such person."""
        person = self.directory.people.get(login)
        return person.name if person else login

    def party(self, one: Party) -> str:
        """A party as people call it."""
        return names.party(self.case.meant(one), self.directory, self.app.language, self.case.id)

    def staff(self, id: str) -> str:
        """Whoever is behind a login or role@UNIT."""
        return self.party(staff(id))

    def about(self, part: str) -> "Matter":
        """One of the case's tasks or deadlines."""
        return replace(self, part=part)

    async def rehearse(self, act: object) -> "Rehearsal":
        """What the act would do; raises what the act itself would raise."""
        return await self.app.desk.rehearsals.of(self.app.who, self.ref, act, seen=self.case.version)

    async def perform(self, act: object) -> bool:
        """Do an act that a dialog needs done first, and look at the case again; False when it was refused."""
        done = await self.app.do(self.ref, act, seen=self.case.version)
        if done is None:
            return False
        self.shown = await self.app.desk.shows.case(self.app.who, self.case.id)
        return True
