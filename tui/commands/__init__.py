"""The plain commands: one module a group, imported when it is called."""
