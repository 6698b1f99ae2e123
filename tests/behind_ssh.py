"""A database with the shared directory and export behind ssh: two people of different faculties, a key each."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sshd import AVVIK, Sshd, free_port, sshd

DATA = Path(__file__).parent / "data"
ALICE, OTHER = "maikroys", "susatrol"
"""Contacts of the faculties IE and MH."""
ADMIN = "benefoss"
CONTROL = "control"
"""A key that is let through to ports: what the others are shown to fail at works by it."""


class House:
    """`home` holds the database; `mark` is the file a program that should not run would make."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.config, self.foreign = folder / "config.toml", folder / "foreign.toml"
        self.mark, self.secret, self.export = folder / "mark", folder / "secret", DATA / "sifra-export.csv"
        self.door: Sshd
        port = free_port()
        mail = f'[mail]\nhost = "localhost"\nport = {port}\nsender = "avvik@example.no"\n'
        for config, home in ((self.config, self.home), (self.foreign, folder / "elsewhere")):
            config.write_text(f'[database]\npath = "{home}/avvik.db"\n{mail}', encoding="utf-8")
        self.secret.write_text('[database]\npath = "s3cret"\n', encoding="utf-8")
        self.secret.chmod(0o600)

    def fill(self) -> None:
        """Directory, cases, and a daemon that has been here once (and reached no mail server)."""
        self.here("init")
        self.here("directory", "import", str(DATA / "directory.toml"))
        self.here("import", str(self.export), "--receipts", "none")
        daemon = [sys.executable, AVVIK.with_name("avvikd"), "--config", self.config, "--once"]
        subprocess.run(daemon, stderr=-3, timeout=60)
        own, foreign = (json.loads(self.here("--as", login, "case", "list", "--json"))[0] for login in (ALICE, OTHER))
        self.own_case, self.foreign_case, self.foreign_title = own["id"], foreign["id"], foreign["title"]

    def here(self, *words: str) -> str:
        """`avvik …` on the machine itself, as the owner."""
        command = [sys.executable, AVVIK, "--config", self.config, *words]
        return subprocess.run(command, check=True, stdout=-1, timeout=60, encoding="utf-8").stdout

    def filled(self, typed: str) -> str:
        """What somebody types, with the names of this place in it."""
        for name in ("mark", "secret", "foreign", "own_case", "foreign_case"):
            typed = typed.replace(f"{{{name}}}", str(getattr(self, name)))
        return typed.replace("{other}", OTHER)

    @contextmanager
    def opened(self) -> Iterator[list[Path]]:
        """Everything beside the database, while somebody has it open."""
        program = (
            "import sys, pathlib; from core.store.db import connect; db = connect(pathlib.Path(sys.argv[1]));"
            "db.execute('SELECT * FROM cases').fetchone(); print('open', flush=True); sys.stdin.read()"
        )
        command = [sys.executable, "-c", program, f"{self.home}/avvik.db"]
        with subprocess.Popen(command, stdin=-1, stdout=-1) as reader:
            assert reader.stdout and reader.stdout.readline() == b"open\n"
            yield sorted(self.home.iterdir())


@contextmanager
def behind_ssh(tool: Callable[[str], str]) -> Iterator[House]:
    """A house in a folder that anybody may enter, so that the modes of what lies in it count."""
    with tempfile.TemporaryDirectory(prefix="avvik") as name:
        folder = Path(name)
        folder.chmod(0o755)
        house = House(folder)
        house.fill()
        keys = {
            login: f'restrict,pty,command="{AVVIK} --config {house.config} --as {login}"'
            for login in (ALICE, OTHER, ADMIN)
        }
        keys[CONTROL] = 'restrict,port-forwarding,command="true"'
        with sshd(folder, keys, tool) as house.door:
            yield house
