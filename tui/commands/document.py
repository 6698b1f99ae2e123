"""A case as one JSON document, whichever its kind."""

from typing import Any

from core.config import Settings
from core.desk.shown import Shown


def document(shown: Shown, settings: Settings) -> dict[str, Any]:
    """As its reader may see it (workflow.md §7)."""
    if shown.case.complaint:
        from tui.commands.json_complaint import complaint_json

        return complaint_json(shown, shown.case.complaint, settings)
    from tui.commands.json_case import case_json

    return case_json(shown, settings)
