"""Prints docs/scenarios.md: every scenario, as it is seen when it is replayed."""

import sys

from tui.replay.document import document

sys.stdout.write(document())
