"""A table of the settings file: frozen, exact about types, and without a key that is not ours."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Every field has a docstring below it; a test reads them and compares with config.example.toml."""

    # What was written is never repeated in an error: a password may stand in the wrong place.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, defer_build=True)
