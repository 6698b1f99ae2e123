"""Adds to pyproject.toml the one thing it cannot say: the word catalogues are compiled when the package is built."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Compiles each .po beside itself before the package's files are gathered; a broken catalogue stops the build."""

    def run(self) -> None:
        for source in Path("core/locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3], abort_invalid=True))
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
