"""What a directory file may hold, table by table (shared data README, directory.toml): everything else is refused."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.intake.addresses import address

Kind = Literal["institution", "central", "ombud", "faculty", "department", "whistleblowing"]
RoleName = Literal[
    "contact",
    "handler",
    "course_responsible",
    "head_of_department",
    "dean",
    "hse_coordinator",
    "line_leader",
    "quality_department",
    "prorector",
    "caseworker",
    "examinations_office",
    "admin",
]


def _mail_address(text: str) -> str:
    if (found := address(text)) is None:
        raise PydanticCustomError("invalid_email", "not an address")
    return found


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå_.-]{0,31}$")]
"""Without @ and space: a role at a unit is written contact@IE."""
Login = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{1,31}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_mail_address)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class UnitTable(Table):
    """`email` is where mail to the unit itself goes: to a whistleblowing reception or an ombud."""

    code: Code
    parent: Code | None = None
    kind: Kind
    name_nb: Name
    name_nn: Name | None = None
    name_en: Name
    email: Email | None = None


class SubjectTable(Table):
    """A programme or a course."""

    code: Code
    name_nb: Name
    name_nn: Name | None = None
    name_en: Name
    unit: Code


class PersonTable(Table):
    """`absent_from` and `absent_to` are inclusive; without `absent_to` until further notice."""

    login: Login
    name: Name
    email: Email
    language: Literal["nb", "nn", "en"]
    absent_from: date | None = None
    absent_to: date | None = None
    substitute: Login | None = None


class RoleTable(Table):
    """`course` belongs to course_responsible, and only there."""

    unit: Code
    role: RoleName
    person: Login
    course: Code | None = None


class MetaTable(Table):
    """About the file itself."""

    timezone: Literal["Europe/Oslo"] = "Europe/Oslo"
    set: str = ""
    schema_: Literal[1] = Field(default=1, alias="schema")


class DirectoryTables(Table):
    """The file as a whole."""

    meta: MetaTable = MetaTable()
    unit: list[UnitTable] = Field(min_length=1)
    programme: list[SubjectTable] = []
    course: list[SubjectTable] = []
    person: list[PersonTable] = []
    role: list[RoleTable] = []
