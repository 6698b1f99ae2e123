"""What may stand in the code: SQL in one place, no swallowed errors, no clock in the rules."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Look = Callable[[ast.AST], Iterator[int]]

SQL = re.compile(
    r"\b(?:SELECT\s.+\sFROM\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s+\w|BEGIN\s+IMMEDIATE"
    r"|(?:CREATE|DROP|ALTER)\s+(?:VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s)",
    re.DOTALL,
)
OUTSIDE_THE_SUBSET = re.compile(r"\bjson_\w+\(|->>|CURRENT_(?:TIME|DATE)|\bdatetime\('now'")
"""What another database would not take (design.md, "Decisions"): JSON operators, the database's own clock."""
DATABASE_MODULES = {"sqlite3", "pysqlite3", "aiosqlite"}
DATABASE_CALLS = {"execute", "executemany", "executescript"}

# The two edges (design.md, "Errors"): the desk's command wrapper and the daemon's delivery.
EDGES = {"tui/command.py", "daemon/deliver.py"}
BROAD = {"Exception", "BaseException"}

CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "time_ns"}


def sources(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def name(node: ast.AST) -> str:
    """The last word of a dotted name, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def docstrings(tree: ast.AST) -> set[int]:
    """The identities of the string nodes that are documentation."""
    expressions = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(value) for value in expressions if isinstance(value, ast.Constant)}


def sql_in(tree: ast.AST) -> Iterator[int]:
    """The lines where SQL or a database driver is used."""
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=parts):
                words = [str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts]
                if SQL.search("".join(words) + " "):
                    yield node.lineno
            case ast.Constant(value=str(text)) if id(node) not in documentation and SQL.search(text + " "):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=called)) if called in DATABASE_CALLS:
                yield node.lineno
            case ast.Import(names=names) if {alias.name.partition(".")[0] for alias in names} & DATABASE_MODULES:
                yield node.lineno
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in DATABASE_MODULES:
                yield node.lineno


def unportable_in(tree: ast.AST) -> Iterator[int]:
    """The lines whose SQL leaves the portable subset."""
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documentation and OUTSIDE_THE_SUBSET.search(text):
                yield node.lineno


def swallowed_in(tree: ast.AST) -> Iterator[int]:
    """The lines that catch everything and do not raise it again as it was."""
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None, body=[*_, last]) if not is_plain_raise(last):
                yield node.lineno
            case ast.ExceptHandler(type=ast.expr() as caught, body=[*_, last]) if not is_plain_raise(last):
                if {name(kind) for kind in (caught.elts if isinstance(caught, ast.Tuple) else [caught])} & BROAD:
                    yield node.lineno
            case ast.Call(func=called, args=kinds) if (
                name(called) == "suppress" and {name(kind) for kind in kinds} & BROAD
            ):
                yield node.lineno


def is_plain_raise(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Raise) and statement.exc is None


def clocks_in(tree: ast.AST) -> Iterator[int]:
    """The lines that ask what time it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node.lineno


def found(look: Look, files: list[Path]) -> list[str]:
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    return [f"{file.relative_to(ROOT)}:{line}" for file, tree in trees.items() for line in look(tree)]


def test_sql_stands_only_in_the_store() -> None:
    files = [file for file in sources("core", "daemon", "tui") if ROOT / "core/store" not in file.parents]
    assert files
    assert not found(sql_in, files)


def test_sql_stays_in_the_portable_subset() -> None:
    assert not found(unportable_in, [file for file in sources("core/store") if file.name != "search.py"])


def test_errors_are_not_swallowed() -> None:
    files = [file for file in sources("core", "daemon", "tui") if file.relative_to(ROOT).as_posix() not in EDGES]
    assert not found(swallowed_in, files)


def test_each_edge_catches_everything_in_one_place() -> None:
    for edge in EDGES:
        if (ROOT / edge).exists():
            assert len(found(swallowed_in, [ROOT / edge])) == 1, edge


def test_the_rules_ask_no_clock() -> None:
    assert not found(clocks_in, sources("core/domain"))


@pytest.mark.parametrize(
    ("look", "code"),
    [
        (sql_in, "x = 'SELECT a\\n  FROM t'"),
        (sql_in, "x = f'UPDATE {t} SET a = 1'"),
        (sql_in, "x = 'PRAGMA user_version'"),
        (sql_in, "tx.execute(x)"),
        (sql_in, "from sqlite3 import Row"),
        (unportable_in, "x = f'SELECT 1 FROM {t}, json_each(facts)'"),
        (unportable_in, "x = 'INSERT INTO t VALUES (CURRENT_TIMESTAMP)'"),
        (swallowed_in, "try: x()\nexcept Exception: pass"),
        (swallowed_in, "try: x()\nexcept (OSError, BaseException) as e: log(e)"),
        (swallowed_in, "try: x()\nexcept: pass"),
        (swallowed_in, "with contextlib.suppress(Exception): x()"),
        (clocks_in, "datetime.now(tz=UTC)"),
        (clocks_in, "dt.date.today()"),
    ],
)
def test_what_is_forbidden_is_seen(look: Look, code: str) -> None:
    assert list(look(ast.parse(code)))


@pytest.mark.parametrize(
    ("look", "code"),
    [
        (sql_in, "'''SELECT a FROM t, said in a docstring'''"),
        (sql_in, "x = 'Select a case from the list'"),
        (swallowed_in, "try: x()\nexcept BaseException:\n    undo()\n    raise"),
        (swallowed_in, "try: x()\nexcept OSError: pass"),
    ],
)
def test_what_is_allowed_is_let_be(look: Look, code: str) -> None:
    assert not list(look(ast.parse(code)))
