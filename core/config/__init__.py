"""Settings: one TOML file, read whole or refused whole (design.md, "Settings").

`find` says which file, `load` reads it, `Settings.for_faculty` makes what the rules may know of it. Whatever is wrong
is raised at once as `Unusable("config.broken", problems=…)`, one `Problem` a line of `avvik config check`.
"""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins costs every command 10 ms

from core.config.loading import load
from core.config.place import find
from core.config.problem import Problem
from core.config.settings import Settings

__all__ = ["Problem", "Settings", "find", "load"]
