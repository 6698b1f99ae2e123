"""The directory file: what the shared one holds, and every way a file can be wrong named with its line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.people import Absence, Person, Role, Subject, Unit
from core.errors import Refused, Usage
from core.intake.directory import LIMIT, DirectoryFile, parse, read_directory

SHARED = Path(__file__).parents[1] / "data" / "directory.toml"
SMALL = """\
[[unit]]
code = "U"
kind = "institution"
name_nb = "Universitetet"
name_en = "The University"
[[unit]]
code = "IE"
parent = "U"
kind = "faculty"
name_nb = "Fakultetet"
name_en = "The Faculty"
[[unit]]
code = "IE-VM"
parent = "IE"
kind = "whistleblowing"
name_nb = "Varslingsmottak"
name_en = "Reception"
email = "varsel@example.no"
[[course]]
code = "TDT9105"
name_nb = "Emne"
name_en = "Course"
unit = "IE"
[[person]]
login = "kari"
name = " Kari Lyngtjern "
email = "Kari@Example.no"
language = "nn"
absent_from = 2026-10-05
substitute = "ola.b"
[[person]]
login = "ola.b"
name = "Ola Bakk"
email = "ola@example.no"
language = "nb"
[[role]]
unit = "IE"
role = "contact"
person = "kari"
[[role]]
unit = "IE"
role = "course_responsible"
person = "ola.b"
course = "TDT9105"
"""


def test_the_shared_directory():
    found = read_directory(SHARED)
    assert (len(found.units), len(found.subjects), len(found.people)) == (47, 26 + 37, 96)
    assert (len(found.roles), len(found.absences)) == (147, 7)
    assert found.units[0] == Unit(
        "NTNU", None, "institution", (("nb", "Universitetet"), ("nn", "Universitetet"), ("en", "The University")), ""
    )
    assert Absence("wilhgras", date(2026, 11, 2), None, None) in found.absences
    assert {role.login for role in found.roles} <= {person.login for person in found.people}


def test_a_small_directory():
    assert parse(SMALL.encode()) == DirectoryFile(
        units=(
            Unit("U", None, "institution", (("nb", "Universitetet"), ("en", "The University")), ""),
            Unit("IE", "U", "faculty", (("nb", "Fakultetet"), ("en", "The Faculty")), ""),
            Unit(
                "IE-VM", "IE", "whistleblowing", (("nb", "Varslingsmottak"), ("en", "Reception")), "varsel@example.no"
            ),
        ),
        subjects=(Subject("TDT9105", (("nb", "Emne"), ("en", "Course")), "IE", "course"),),
        people=(
            Person("kari", "Kari Lyngtjern", "Kari@example.no", "nn"),
            Person("ola.b", "Ola Bakk", "ola@example.no"),
        ),
        roles=(Role("IE", "contact", "kari"), Role("IE", "course_responsible", "ola.b", "TDT9105")),
        absences=(Absence("kari", date(2026, 10, 5), None, "ola.b"),),
    )


PERSON = '[[person]]\nlogin = "ny"\nname = "Ny"\nemail = "ny@example.no"\nlanguage = "nb"\n'


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ('parent = "U"', 'parent = "X"', [(8, "directory.unknown_unit", {"unit": "X"})]),
        (
            'parent = "U"',
            'parent = "IE-VM"',
            [(8, "directory.parent_loop", {"unit": "IE"}), (14, "directory.parent_loop", {"unit": "IE-VM"})],
        ),
        ('parent = "U"', 'parent = "IE"', [(8, "directory.parent_loop", {"unit": "IE"})]),
        ('parent = "U"\n', "", [(7, "directory.no_parent", {"unit": "IE"})]),
        ('code = "IE-VM"', 'code = "IE"', [(13, "directory.twice", {"value": "IE"})]),
        ('email = "varsel@example.no"\n', "", [(12, "directory.no_address", {"unit": "IE-VM"})]),
        ('kind = "faculty"', 'kind = "school"', [(9, "directory.not_one_of", None)]),
        (
            'kind = "faculty"',
            'kin = "faculty"',
            [(6, "directory.missing_key", None), (9, "directory.unknown_key_near", None)],
        ),
        ('kind = "faculty"', 'kind = "faculty"\nzzz = 1', [(10, "directory.unknown_key", {"key": "zzz"})]),
        ("[[course]]", "[[courses]]", [(19, "directory.unknown_key_near", {"key": "courses", "near": "course"})]),
        ('unit = "IE"\n[[person]]', 'unit = "X"\n[[person]]', [(23, "directory.unknown_unit", {"unit": "X"})]),
        ('login = "ola.b"', 'login = "Ola"', [(32, "directory.bad_code", {"key": "login"})]),
        ('"ola@example.no"', '"ola"', [(34, "directory.invalid_email", {"key": "email"})]),
        (
            'language = "nn"',
            'language = "de"',
            [(28, "directory.not_one_of", {"key": "language", "allowed": "nb, nn, en"})],
        ),
        ("2026-10-05", '"2026-10-05"', [(29, "directory.bad_value", {"key": "absent_from"})]),
        ("2026-10-05", "2026-10-05T10:00:00", [(29, "directory.bad_value", {"key": "absent_from"})]),
        ("2026-10-05", "2026-10-05\nabsent_to = 2026-10-04", [(30, "directory.absence_backwards", {"login": "kari"})]),
        ("absent_from = 2026-10-05\n", "", [(29, "directory.no_absent_from", {"login": "kari"})]),
        ('substitute = "ola.b"', 'substitute = "kari"', [(30, "directory.own_substitute", {"login": "kari"})]),
        ('substitute = "ola.b"', 'substitute = "nobody"', [(30, "directory.unknown_person", {"login": "nobody"})]),
        ("[[role]]", PERSON * 2 + "[[role]]", [(42, "directory.twice", {"value": "ny"})]),
        ('person = "kari"', 'person = "nobody"', [(39, "directory.unknown_person", {"login": "nobody"})]),
        ('role = "contact"', 'role = "bishop"', [(38, "directory.not_one_of", None)]),
        ('role = "contact"', 'role = "handler"', [(7, "directory.no_contact", {"unit": "IE"})]),
        ('course = "TDT9105"\n', "", [(42, "directory.no_course", {"role": "course_responsible"})]),
        ('course = "TDT9105"', 'course = "X"', [(44, "directory.unknown_course", {"course": "X"})]),
        (
            'person = "kari"\n',
            'person = "kari"\ncourse = "TDT9105"\n',
            [(38, "directory.course_not_here", {"role": "contact"})],
        ),
        (
            'course = "TDT9105"\n',
            'course = "TDT9105"\n[[role]]\nunit = "IE-VM"\nrole = "contact"\nperson = "kari"\n',
            [(46, "directory.whistleblowing_role", {"unit": "IE-VM"})],
        ),
        (
            'course = "TDT9105"\n',
            'course = "TDT9105"\n[[role]]\nunit = "IE"\nrole = "contact"\nperson = "kari"\n',
            [(47, "directory.role_twice", {"role": "contact", "unit": "IE"})],
        ),
        ('code = "IE"', 'code = "IE', [(7, "directory.bad_toml", {})]),
        ('name_nb = "Emne"', 'name_nb = ""', [(21, "directory.bad_value", {"key": "name_nb"})]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, problems):
    assert old in SMALL
    found = parse(SMALL.replace(old, new, 1).encode())
    assert [(one.line, one.id) for one in found] == [(line, id) for line, id, _ in problems]
    for one, (_, _, values) in zip(found, problems, strict=True):
        assert values is None or one.values == values


def test_all_that_is_wrong_is_found_at_once(tmp_path):
    path = tmp_path / "directory.toml"
    wrong = SMALL.replace('parent = "U"', 'parent = "X"').replace('person = "kari"', 'person = "nobody"')
    path.write_text(wrong)
    with pytest.raises(Refused) as refused:
        read_directory(path)
    assert refused.value.id == "directory.refused"
    assert refused.value.values["file"] == "directory.toml"
    assert [one.line for one in refused.value.values["problems"]] == [8, 39]


@pytest.mark.parametrize(
    ("content", "id", "line"),
    [
        (b"", "directory.missing_key", 0),
        (b"# \xe5", "directory.not_utf8", 1),
        (b"\n\n[x]\ny = \xff", "directory.not_utf8", 4),
        (b"\n= 1", "directory.bad_toml", 2),
        (b"a = " + b"[" * 100_000, "directory.bad_toml", 0),
        (b"a = " + b"9" * 10_000, "directory.bad_toml", 0),
        (b"#" * (LIMIT + 1), "directory.too_large", 0),
        (b"unit = 3", "directory.bad_value", 0),
        (b"unit = []", "directory.bad_value", 0),
    ],
)
def test_a_file_that_is_no_directory(content, id, line):
    assert [(one.id, one.line) for one in parse(content)] == [(id, line)]


def test_no_such_file(tmp_path):
    with pytest.raises(Usage):
        read_directory(tmp_path / "none.toml")


@given(st.binary(max_size=60) | st.text('[]unitperso=."\n1-', max_size=60).map(str.encode))
def test_no_bytes_raise(content):
    assert all(one.id.startswith("directory.") for one in parse(content))
