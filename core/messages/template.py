"""One mail template, compiled: a first line `Subject: …`, a blank line, the body; plain text in a sandbox.

Facts are data: they are put in as they are and never parsed. A template sees the facts declared for it and nothing
else: no file (include, import, extends), no global, no attribute the sandbox does not know. Loads jinja2: import late.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Final

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.messages.facts import FACTS
from core.messages.words import long_date, role_name

_SUBJECT: Final = "Subject:"
_FILE: Final = "<template>"
_FAILURES: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Without the sums that take for ever, or all the memory there is: a letter needs none."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, _context: Context, operator: str, _left: object, _right: object) -> object:
        raise SecurityError(operator)


class Broken(ValueError):
    """A template cannot be used: a message id, the line it shows on, a detail (never to be logged: may quote facts)."""

    def __init__(self, id: str, line: int, detail: str = "") -> None:
        super().__init__(id, line)
        self.id, self.line, self.detail = id, line, detail


@dataclass(frozen=True, slots=True)
class Compiled:
    """Subject and body apart, so that no fact in the subject can begin the body or a header of its own."""

    subject: jinja2.Template
    body: jinja2.Template

    def fill(self, facts: Mapping[str, object]) -> tuple[str, str]:
        """Subject and body with `facts` in them; Broken when the template fails on them."""
        try:
            return self.subject.render(facts).strip(), self.body.render(facts).strip("\n") + "\n"
        except _FAILURES as error:
            raise Broken("template_failed", _line_of(error.__traceback__), str(error)) from error


def compile_template(source: str, template: str, language: str) -> Compiled:
    """Compile the `source` of `template` for readers of `language`; Broken with the line when it cannot be used."""
    first, _, rest = source.partition("\n")
    second, _, body = rest.partition("\n")
    subject = first.removeprefix(_SUBJECT)
    if subject == first or not subject.strip():
        raise Broken("template_no_subject", 1)
    if second.strip():
        raise Broken("template_subject_lines", 2)
    if not body.strip():
        raise Broken("template_no_body", 3)
    above = "\n\n"  # the body counts its lines from the top of the file
    return Compiled(_compile(subject.strip(), template, language), _compile(above + body, template, language))


def _compile(source: str, template: str, language: str) -> jinja2.Template:
    environment = _environment(language)
    try:
        tree = environment.parse(source)
        compiled = environment.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        raise Broken("template_syntax", error.lineno, error.message or "") from error
    except (RecursionError, MemoryError) as error:
        raise Broken("template_syntax", 1) from error
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        raise Broken("template_reaches_out", node.lineno)
    unknown = find_undeclared_variables(tree) - FACTS[template]
    for name in tree.find_all(nodes.Name):
        if name.name in unknown:
            raise Broken("template_unknown_fact", name.lineno, name.name)
    return compiled


def _line_of(traceback: TracebackType | None) -> int:
    """The template's line in which an error arose: jinja2 writes its own lines into the traceback."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


@cache
def _environment(language: str) -> _Sandbox:
    environment = _Sandbox(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # text/plain only: an escaped & would be a wrong letter
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.filters["date"] = lambda iso: long_date(iso, language)
    environment.filters["role"] = lambda code: role_name(code, language)
    return environment
