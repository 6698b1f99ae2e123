"""What every test may ask for."""

import os
import shutil
from collections.abc import Callable

import pytest


def find_host_tool(name: str) -> str:
    """The path of a program of the machine; without it the test is skipped, or fails where AVVIK_CI promises it."""
    path = shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    if path:
        return path
    if os.environ.get("AVVIK_CI"):
        pytest.fail(f"{name} is not installed; .ci/run must install it")
    pytest.skip(f"needs {name}, which this machine does not have")


@pytest.fixture(scope="session")
def host_tool() -> Callable[[str], str]:
    """`host_tool("tmux")` answers the path of tmux, or skips the test with a line that says so."""
    return find_host_tool
