"""When the directory moves a unit, its cases are found by whoever leads it now, and no longer by who led it before."""

from pathlib import Path

from world import PASS, World, report

from core.desk.lists import Filter

UNITS = (("U", "", "institution"), ("EN", "U", "faculty"), ("EN-M", "EN", "department"), ("EN-A", "EN-M", "department"))
ROLES = (("EN", "contact", "contact"), ("EN", "dean", "dean"), ("EN-M", "head_of_department", "head"))


def file(folder: Path, parent: str) -> Path:
    """The directory, with EN-A under `parent`."""
    lines = ['[meta]\ntimezone = "Europe/Oslo"\nset = "test"\nschema = 1']
    for code, above, kind in UNITS:
        above = parent if code == "EN-A" else above
        names = "\n".join(f'name_{language} = "{code}"' for language in ("nb", "nn", "en"))
        lines.append(f'[[unit]]\ncode = "{code}"\nkind = "{kind}"\n{names}')
        lines[-1] += f'\nparent = "{above}"\nemail = "{code.lower()}@example.org"' if above else ""
    for _, _, login in ROLES:
        lines.append(f'[[person]]\nlogin = "{login}"\nname = "{login}"\nemail = "{login}@example.org"\nlanguage = "nb"')
    lines += [f'[[role]]\nunit = "{unit}"\nrole = "{role}"\nperson = "{login}"' for unit, role, login in ROLES]
    path = folder / f"{parent}.toml"
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return path


async def found(world: World, who: str) -> int:
    return len(await world.desk.lists.keys(who, Filter(), "pensumlisten"))


async def test_found_by_who_leads_it_now(world: World, tmp_path: Path) -> None:
    await world.desk.people.import_directory(file(tmp_path, "EN"))
    await world.act("contact", await world.desk.intake.register(None, report()), PASS)
    assert (await found(world, "head"), await found(world, "dean")) == (0, 1)
    await world.desk.people.import_directory(file(tmp_path, "EN-M"))
    assert (await found(world, "head"), await found(world, "dean")) == (1, 1)
    await world.desk.people.import_directory(file(tmp_path, "EN"))
    assert await found(world, "head") == 0
