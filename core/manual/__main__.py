"""Prints the manual."""

import sys

from core.manual import document

sys.stdout.write(document())
