"""`avvik complaint …`: grade complaints taken in, listed, shown, and an act for each row of their table."""

from typing import Final

import click

from tui.commands.case import Acts

TABLE: Final = {
    "list": "tui.commands.complaint_list:complaint_list",
    "show": "tui.commands.case_show:complaint_show",
    "register": "tui.commands.complaint_register:register",
    "import": "tui.commands.complaint_import:import_",
    "package": "tui.commands.complaint_package:package",
    "total": "tui.commands.complaint_total:total",
    "block": "tui.commands.complaint_effects:block",
    "postpone": "tui.commands.complaint_effects:postpone",
    "undo": "tui.commands.case_undo:undo",
}


@click.command("complaint", cls=Acts, table=TABLE, example="avvik complaint show K-26-0007")
def complaint() -> None:
    pass
