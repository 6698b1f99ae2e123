"""`avvik`: the desk, and every act as a plain command (interface.md)."""

import sys

VERSION = "0.1.0"
"""As in pyproject.toml: asking the installed package takes longer than the whole of `--version`, as would typing."""


def main() -> int:
    """Carry out the words of the command line; answers the exit code (interface.md, "Common")."""
    words = sys.argv[1:]
    if words == ["--version"]:
        sys.stdout.write(f"avvik {VERSION}\n")
        return 0
    import gc

    gc.set_threshold(150_000)  # nothing of what is imported is garbage; looking for it costs a tenth of a plain command
    from tui.command import run

    code = run(words)
    gc.freeze()  # nor is there any to look for on the way out
    return code


if __name__ == "__main__":
    sys.exit(main())
