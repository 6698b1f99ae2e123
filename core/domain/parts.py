"""What the parts of an act mean beside being text: a front end asks for each in its own way.

An act's dataclass says `to: Whom`, and the shell's option and the desk's dialog both follow from it.
"""

from typing import Annotated

Login = Annotated[str, "login"]
"""A person of the directory."""
Unit = Annotated[str, "unit"]
"""A unit's code."""
Whom = Annotated[str, "whom"]
"""A person of the directory, or a unit: then whoever answers for it."""
CaseRef = Annotated[str, "case"]
"""Another case, by its number or its source's reference."""
Words = Annotated[str, "words"]
"""Free text of more than a line."""
