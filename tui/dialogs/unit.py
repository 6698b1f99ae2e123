"""Picking a unit: where a report is sent on to, or where its reporter is told to go."""

from tui.dialogs.matter import Matter
from tui.dialogs.pick import Entry, Pick


def receiving(matter: Matter, key: str, label: str) -> Pick:
    """The other faculties and their units; only those that have somebody to receive a report."""
    directory, ours = matter.directory, matter.case.faculty
    codes = [
        code
        for code in directory.units
        if directory.faculty_of(code) != ours and directory.holders("contact", directory.faculty_of(code))
    ]
    codes.sort(key=lambda code: (directory.faculty_of(code) != code, directory.units[code].kind != "faculty"))
    return _pick(matter, key, label, codes, required=True)


def any_unit(matter: Matter, key: str, label: str) -> Pick:
    """Every unit, offices first; none need be picked."""
    units = matter.directory.units
    codes = sorted(units, key=lambda code: units[code].kind in ("faculty", "department"))
    return _pick(matter, key, label, codes, required=False)


def _pick(matter: Matter, key: str, label: str, codes: list[str], *, required: bool) -> Pick:
    entries = [Entry(code, (matter.unit(code), code), f"{matter.unit(code)} {code}") for code in codes]
    note = "" if required else matter.say("desk.ask.optional")
    return Pick(key, label, entries, first=False, required=required, shares=(8, 2), note=note,
                none=matter.say("desk.ask.no_unit"), hint=matter.say("desk.ask.type"))  # fmt: skip
