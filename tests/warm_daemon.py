"""Starts `avvikd` again and again without loading it again: a fork for each line `<crash point>|<arguments>` it reads.

Prints the pid, then the exit code (negative: the signal that killed it).
"""

import os
import sys

import core.crash
import core.desk.mail
import core.desk.sweep
import daemon.once
import daemon.session
from core.messages import render, wire
from core.messages.library import built_in
from daemon.__main__ import main

assert daemon.once and daemon.session and render and wire
for language in ("nb", "nn", "en"):
    built_in("M1", language)

for line in sys.stdin:
    point, _, words = line.strip().partition("|")
    child = os.fork()
    if child == 0:
        core.crash.AT = point  # type: ignore[misc]
        os._exit(main(words.split()))
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
