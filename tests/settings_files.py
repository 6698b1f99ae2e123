"""Settings files for the tests, and what is wrong with them."""

from pathlib import Path

import pytest

from core.config import Problem, load
from core.errors import Unusable
from core.words import tell

LEAST = '[database]\npath = "avvik.db"\n[mail]\nhost = "smtp.example.org"\nsender = "avvik@example.org"\n'
RULE = '[[rule]]\nid = "ie"\nversion = 1\nkind = "follow_up"\nvalid_from = 2027-01-01\nbasis = "vedtak"\n'


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def wrong(file: Path) -> list[Problem]:
    with pytest.raises(Unusable) as refused:
        load(file)
    assert refused.value.id == "config.broken"
    assert "\n" not in tell(refused.value, "nb")
    problems = refused.value.values["problems"]
    assert isinstance(problems, tuple)
    assert all(problem.tell(language).count("\n") == 0 for problem in problems for language in ("nb", "en"))
    return list(problems)
