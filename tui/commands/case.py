"""`avvik case …`: list, show, register, undo, and an act for each row of the workflow's table."""

from typing import Final

import click

from tui.commands.helped import Lazy

TABLE: Final = {
    "list": "tui.commands.case_list:case_list",
    "show": "tui.commands.case_show:case_show",
    "scan": "tui.commands.case_scan:scan",
    "alike": "tui.commands.case_alike:alike",
    "register": "tui.commands.case_register:register",
    "undo": "tui.commands.case_undo:undo",
}


class Acts(Lazy):
    """A group with commands of its own, and those of the acts that stand under its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from tui.commands.acts import of_group

        return [*dict.fromkeys((*self.table, *of_group(self.name or "")))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        from tui.commands.acts import ActCommand, of_group

        row = of_group(self.name or "").get(cmd_name)
        return ActCommand(row) if row else None


@click.command("case", cls=Acts, table=TABLE, example="avvik case show A-26-0124")
def case() -> None:
    pass
