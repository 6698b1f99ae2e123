"""Prints how long the files and functions are, and names those longer than the house aims at. It judges nothing."""

import ast
import sys
from pathlib import Path
from statistics import median

LONGEST_FILE = 300
LONGEST_FUNCTION = 40


def main(folders: list[str]) -> None:
    """Measure every .py file under `folders`, in lines."""
    lengths: dict[Path, int] = {}
    long_functions: list[str] = []
    for path in sorted(file for folder in folders for file in Path(folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not text:
            continue  # an empty __init__.py would only make the median look better
        lengths[path] = len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long_functions.append(f"  function of {lines} lines: {path}:{node.lineno} {node.name}")
    if not lengths:
        return
    longest = max(lengths, key=lengths.__getitem__)
    print(f"{len(lengths)} files; median {median(lengths.values()):.0f} lines, longest {lengths[longest]} ({longest})")
    for path, length in lengths.items():
        if length > LONGEST_FILE:
            print(f"  file of {length} lines: {path}")
    print("\n".join(long_functions) or f"no function over {LONGEST_FUNCTION} lines")


if __name__ == "__main__":
    main(sys.argv[1:])
