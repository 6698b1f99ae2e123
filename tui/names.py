"""Short names for narrow columns: who owes something, how a case stands, how long there is left."""

from datetime import date
from typing import TYPE_CHECKING, Final

from core.domain.case import Party
from core.domain.people import Directory
from core.words import say
from tui.format import of_complaint
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from core.desk.lists import ListRow

SOON: Final = 5
"""Days before a date from which it is marked."""
_MANY: Final = 100  # days that are told in weeks: the column is narrow
_ROLES: Final = ("contact", "hse_coordinator")
_ENDED: Final = ("closed", "rejected", "transferred")


def initials(name: str) -> str:
    """Kari Elise Nordmann → KN."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def owes(row: "ListRow", directory: Directory, language: str) -> str:
    """Who owes the earliest date, in three letters."""
    party = row.owner
    if party is None:
        return "–"
    if party.kind == "person":
        person = directory.people.get(party.id)
        return initials(person.name) if person else party.id[:3]
    role = party.id.partition("@")[0]
    return say(language, f"desk.role.{role}") if party.kind == "role" and role in _ROLES else "–"


def party(one: Party, directory: Directory, language: str, case: str | None = "") -> str:
    """A party as people call it, in the case of this number where there is one; never its address."""
    if known_as := of_complaint(one, case):
        return say(language, known_as)
    match one.kind:
        case "person":
            person = directory.people.get(one.id)
            return person.name if person else one.id
        case "role":
            role, _, unit = one.id.partition("@")
            return f"{say(language, f'role.{role}')} {unit}"
        case "named":
            return one.id
        case "unit":
            found = directory.units.get(one.id)
            return found.name(language) if found else one.id
        case "reporter":
            return say(language, "desk.reporter")
        case "handles":
            return say(language, "role.handler")
        case _:
            return say(language, "role.system")


def status(row: "ListRow", language: str) -> Piece:
    """How the case stands, in at most sixteen letters; what needs somebody stands out."""
    if row.unreached:
        return say(language, "desk.state.unreached"), "warn"
    if row.link == "duplicate" and row.state not in _ENDED:
        return say(language, "desk.state.follows", lead=row.lead), ""
    if row.with_owner and row.state == "in_progress":
        return say(language, "desk.state.with_owner"), ""
    return say(language, f"desk.state.{row.state}"), ""


def due(on: date | None, today: date, language: str, *, accessible: bool = False) -> Piece:
    """How long there is left, in at most twelve letters; `!` and `!!` mark what is near and what is over."""
    if on is None:
        return "", ""
    days = (on - today).days
    if days < 0:
        unit, n = ("weeks", -days // 7) if -days >= _MANY else ("days", -days)
        sign, style, said = "!! ", "alarm", say(language, f"desk.due.{unit}_over", n=n)
    elif days <= SOON:
        said = say(language, "desk.due.today" if days == 0 else "desk.due.days", n=days)
        sign, style = " ! ", "warn"
    else:
        unit, n = ("weeks", days // 7) if days >= _MANY else ("days", days)
        sign, style, said = "   ", "", say(language, f"desk.due.{unit}", n=n)
    return ("" if accessible else sign) + said, style
