"""A real sshd on loopback: one account, and for each person a key that the forced command binds to a login of avvik."""

import contextlib
import os
import pwd
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER_OF_ROOT = Path("/run/sshd")
PATIENCE = 20.0
AVVIK = Path(sys.executable).with_name("avvik")
# StrictModes would look at the folders above the keys too, and tests stand under /tmp. More environment is accepted
# than docs/administration.md advises, so that our programs themselves must withstand it.
SETTINGS = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM {pam}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin forced-commands-only
PermitUserRC no
PermitUserEnvironment no
AcceptEnv LANG LC_* TEXTUAL_* AVVIK_CONFIG NO_COLOR COLUMNS
Subsystem sftp internal-sftp
LogLevel VERBOSE
"""


class Sshd:
    """`folder` holds the private keys, one file a login; `port` on 127.0.0.1."""

    def __init__(self, folder: Path, port: int, tool: Callable[[str], str]) -> None:
        self.folder, self.port, self.tool = folder, port, tool
        self.user = pwd.getpwuid(os.getuid()).pw_name

    def options(self, login: str) -> list[str]:
        """What ssh, scp and sftp need to come in by a person's key, and nothing of the machine's own settings."""
        named = {
            "Port": self.port,
            "User": self.user,
            "IdentityFile": self.folder / login,
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "UserKnownHostsFile": self.folder / "known_hosts",
            "StrictHostKeyChecking": "yes",
            "ConnectTimeout": 10,
            "LogLevel": "ERROR",
        }
        return ["-F", "none", *(word for name, value in named.items() for word in ("-o", f"{name}={value}"))]

    def ssh(self, login: str, *words: str, options: tuple[str, ...] = ()) -> list[str]:
        """The command line of an ssh client; what stands in `words` is what the person typed after the host."""
        return [self.tool("ssh"), *self.options(login), *options, "127.0.0.1", "--", *words]

    def log(self) -> str:
        """What sshd wrote."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def run(
        self, login: str, typed: str | None = None, *options: str, environ: Mapping[str, str] | None = None,
        stdin: bytes = b"",
    ) -> "subprocess.CompletedProcess[str]":  # fmt: skip
        """Come in without a terminal, and out again."""
        words = () if typed is None else (typed,)
        done = subprocess.run(
            self.ssh(login, *words, options=("-T", *options)), input=stdin, capture_output=True, timeout=PATIENCE,
            env={"PATH": os.environ["PATH"], **(environ or {})},
        )  # fmt: skip
        out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@contextmanager
def sshd(folder: Path, keys: Mapping[str, str], tool: Callable[[str], str]) -> Iterator[Sshd]:
    """sshd while the context lasts; `keys`: for each login what stands before its key in authorized_keys.

    Skips (in CI: fails) where this user cannot run one that lets itself in.
    """
    server, keygen = tool("sshd"), tool("ssh-keygen")
    for name in ("host", *keys):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True)
    lines = [f"{options} {(folder / f'{login}.pub').read_text()}" for login, options in keys.items()]
    (folder / "authorized_keys").write_text("".join(lines))
    port = free_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    pam = "no" if os.getuid() == 0 else "yes"  # without it only root can see that an account is not locked
    (folder / "sshd_config").write_text(SETTINGS.format(port=port, folder=folder, pam=pam))
    with folder_of_root(), (folder / "log").open("wb") as log:
        process = subprocess.Popen([server, "-D", "-e", "-f", folder / "sshd_config"], stdin=-3, stderr=log)
        try:
            found = Sshd(folder, port, tool)
            require_in(found, process, next(iter(keys)))
            yield found
        finally:
            process.terminate()
            process.wait(PATIENCE)


def require_in(found: Sshd, process: "subprocess.Popen[bytes]", login: str) -> None:
    """Somebody gets in; where the machine's sshd does not let its own user in, nothing can be shown."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and not answers(found.port):
        assert time.monotonic() < end, "sshd does not answer"
        time.sleep(0.01)
    if process.poll() is None and found.run(login, "--version").returncode == 0:
        return
    last = found.log().strip().splitlines()[-1:]
    report = pytest.fail if os.environ.get("AVVIK_CI") else pytest.skip
    report(f"needs an sshd that lets {found.user} in: {''.join(last)}")


@contextmanager
def folder_of_root() -> Iterator[None]:
    """The folder sshd wants to lock itself into when root runs it; taken away again if it is ours."""
    ours = os.getuid() == 0 and not FOLDER_OF_ROOT.exists()
    if ours:
        FOLDER_OF_ROOT.mkdir(mode=0o755)
    try:
        yield
    finally:
        if ours:
            with contextlib.suppress(OSError):
                FOLDER_OF_ROOT.rmdir()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
