"""The dialogs of the desk: one for every act of the workflow's table (tui.ask opens the right one)."""
