"""A test that needs a program of the machine says so; CI does not let it slip."""

import os
from collections.abc import Callable

import pytest

HostTool = Callable[[str], str]


def test_a_tool_that_is_there_is_found(host_tool: HostTool) -> None:
    assert os.access(host_tool("sh"), os.X_OK)


def test_a_missing_tool_skips_with_its_name(host_tool: HostTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AVVIK_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs no-such-tool"):
        host_tool("no-such-tool")


def test_a_missing_tool_fails_in_ci(host_tool: HostTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVVIK_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-tool is not installed"):
        host_tool("no-such-tool")
