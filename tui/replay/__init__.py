"""Scenarios: what can happen to a case, lived through by plain commands on a clock of their own (docs/scenarios.md).

`avvik demo --scenario NAME` replays one; what is expected to be seen stands in its script and is checked.
"""
