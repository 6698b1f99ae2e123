"""`[offices]`: offices outside the directory that are asked to do something by mail (workflow.md §1)."""

from core.config.section import Section
from core.config.values import Address


class Offices(Section):
    """Where they are written to; one without an address is an alarm when it is asked for something."""

    doku: Address | None = None
    """DOKU, which registers an old diploma as expired: `address` or `Name <address>`."""
    fs_help: Address | None = None
    """FS-hjelp, which invalidates a qualification and opens the right to study again."""

    def address(self, key: str) -> str | None:
        """The address behind a named party's id (core.domain.complaint.offices); None for none."""
        return {"DOKU": self.doku, "FS-hjelp": self.fs_help}.get(key)
