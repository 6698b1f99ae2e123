"""docs/workflow.md, printed from the tables in the code: `python -m core.manual` (`make docs`)."""

__all__ = ["document"]

from core.manual.document import document
