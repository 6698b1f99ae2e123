"""Who acts cannot be bent: a real sshd, a forced command for each key, and what people may try (faults.md G22)."""

import json
import os
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from behind_ssh import ADMIN, ALICE, CONTROL, OTHER, House, behind_ssh
from sshd import Sshd, answers, free_port

HostTool = Callable[[str], str]
TRIES = (
    "bash -i", "/bin/sh -c 'touch {mark}'",
    "--as {other} case list --json", "case list --json --as={other}", "-- --as {other} case list --json",
    "avvik --lang nb --as {other} case list", "'--as={other}' case list", r"--a''\s {other} case list",
    "--a {other} case list", "-as {other} case list", "'--as {other}' case list", "−−as {other} case list",
    "case list --json\n--as {other}", "\n--as {other}\r\ncase list",
    "--config {foreign} case list", "case list --config={foreign}", "--conf {foreign} case list",
    "case list --json; touch {mark}", "case show {own_case} > {mark}", "case show {own_case} $(touch {mark})",
    "case show\n`touch {mark}`", "case list 'no end", "LC_X=1 avvik case list",
    "case show {secret}", "case show {foreign_case}", "open {foreign_case}", "open {own_case}",
)  # fmt: skip
INSTALLATION = ("import -", "directory import -", "config show", "config check", "status", "doctor", "log -f")
OF_THE_MACHINE = ("init", "demo", "import {secret}", "directory import {secret}", "config check {secret}")


@pytest.fixture(scope="module")
def house(host_tool: HostTool) -> Iterator[House]:
    with behind_ssh(host_tool) as house:
        yield house


def refused(done: "subprocess.CompletedProcess[str]", house: House) -> None:
    """One line says why, and nothing came out of anybody else's cases or of a file."""
    assert done.returncode in (1, 2), done
    assert done.stdout == ""
    assert done.stderr.startswith("avvik: ") and done.stderr.count("\n") == 1, done.stderr
    assert house.foreign_title not in done.stderr and "s3cret" not in done.stderr


@pytest.fixture(autouse=True)
def nothing_ran(house: House) -> Iterator[None]:
    """Whatever was tried, no other program ran."""
    yield
    assert not house.mark.exists()


def test_each_key_is_one_person(house: House) -> None:
    for login, faculty in ((ALICE, "IE"), (OTHER, "MH")):
        done = house.door.run(login, "case list --json")
        assert done.returncode == 0, done.stderr
        assert {row["faculty"] for row in json.loads(done.stdout)} == {faculty}
    noted = house.door.run(ALICE, f"case note {house.own_case} 'Ringte; emnet && rommet' --json")
    assert json.loads(noted.stdout)["history"][-1]["actor"] == {"login": ALICE, "on_behalf_of": None}
    assert "Ringte; emnet && rommet" in json.loads(noted.stdout)["history"][-1]["note"]


@pytest.mark.parametrize("typed", TRIES)
def test_what_is_typed_bends_nothing(house: House, typed: str) -> None:
    refused(house.door.run(ALICE, house.filled(typed)), house)


def test_no_shell_without_a_command(house: House) -> None:
    refused(house.door.run(ALICE, stdin=f"touch {house.mark}\n".encode()), house)


@pytest.mark.parametrize("typed", INSTALLATION)
def test_nobody_acts_for_the_installation(house: House, typed: str) -> None:
    done = house.door.run(ALICE, house.filled(typed), stdin=house.export.read_bytes())
    refused(done, house)
    assert done.returncode == 1


def test_an_administrator_acts_for_the_installation(house: House) -> None:
    assert house.door.run(ADMIN, "config check").returncode == 0
    taken = house.door.run(ADMIN, "import - --dry-run --json", stdin=house.export.read_bytes())
    assert json.loads(taken.stdout)["refused"] == []


@pytest.mark.parametrize("typed", OF_THE_MACHINE)
def test_not_even_an_administrator_reaches_the_machines_files(house: House, typed: str) -> None:
    done = house.door.run(ADMIN, house.filled(typed), stdin=house.export.read_bytes())
    refused(done, house)
    assert done.returncode == 1


def test_files_are_only_what_comes_by_standard_input(house: House) -> None:
    for word in (str(house.secret), f"@{house.secret}", f"file://{house.secret}"):
        said = house.door.run(ALICE, f"case note {house.own_case} '{word}' --json")
        assert json.loads(said.stdout)["history"][-1]["note"] == word
    said = house.door.run(ALICE, f"case note {house.own_case} - --json", stdin=b"Fra min egen maskin\n")
    assert json.loads(said.stdout)["history"][-1]["note"] == "Fra min egen maskin"
    shown = house.door.run(ALICE, f"case show {house.own_case}")
    assert shown.returncode == 0 and "s3cret" not in shown.stdout


@pytest.mark.parametrize("words", [("sftp", "-b", "-"), ("scp",), ("scp", "-O")], ids=" ".join)
def test_no_file_is_carried_either_way(
    house: House,
    host_tool: HostTool,
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    program, *options = words
    there, here = "127.0.0.1", tmp_path / "stolen"
    command = [host_tool(program), *options, *house.door.options(ALICE)]
    if program == "sftp":
        tries = {f"get {house.secret} {here}\n": [there], f"put {house.export} {house.mark}\n": [there]}
    else:
        tries = {"": [f"{there}:{house.secret}", str(here)], " ": [str(house.export), f"{there}:{house.mark}"]}
    for batch, rest in tries.items():
        done = subprocess.run([*command, *rest], input=batch, capture_output=True, text=True, timeout=20)
        assert done.returncode != 0 and not here.exists(), done
        assert "Starting session: forced-command" in house.door.log().rpartition("Accepted publickey")[2]


class Greeter(socketserver.BaseRequestHandler):
    """A service of the machine that only programs on it should reach."""

    def handle(self) -> None:
        self.request.sendall(b"inside")


@pytest.fixture
def inside() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeter) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("way", ["-L", "-R", "-D", "-W"])
def test_no_port_is_forwarded(house: House, inside: int, way: str) -> None:
    assert reached(house.door, CONTROL, way, inside), "the try itself does not work"
    assert not reached(house.door, ALICE, way, inside)


def reached(door: Sshd, login: str, way: str, inside: int) -> bool:
    here, there = free_port(), f"127.0.0.1:{inside}"
    where = {"-W": there, "-D": f"127.0.0.1:{here}"}.get(way, f"127.0.0.1:{here}:{there}")
    options = (way, where, "-o", "ExitOnForwardFailure=yes", *(() if way == "-W" else ("-N",)))
    command = door.ssh(login, options=options)
    with subprocess.Popen(command, stdin=-3, stdout=-1, stderr=-3) as client:
        if way == "-W":
            return b"inside" in client.communicate(timeout=20)[0]
        try:
            end = time.monotonic() + 20
            while client.poll() is None and not answers(here):
                assert time.monotonic() < end
                time.sleep(0.01)
            return client.poll() is None and b"inside" in asked(here, inside if way == "-D" else None)
        finally:
            client.kill()


def asked(port: int, beyond: int | None) -> bytes:
    """What is said at a port; by SOCKS at the port `beyond`."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        try:
            if beyond is not None:
                line.sendall(b"\x05\x01\x00")
                line.recv(2)
                line.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + beyond.to_bytes(2))
            while piece := line.recv(100):
                said += piece
        except ConnectionResetError:
            pass
    return said


def test_the_environment_bends_nothing(house: House, tmp_path: Path) -> None:
    python, rc = tmp_path / "sitecustomize.py", tmp_path / "rc"
    python.write_text(f"open({str(house.mark)!r}, 'w')")
    rc.write_text(f"touch {house.mark}\n")
    sent = {
        "PYTHONPATH": str(tmp_path), "PYTHONSTARTUP": str(python), "BASH_ENV": str(rc), "ENV": str(rc),
        "AVVIK_CONFIG": str(house.foreign), "XDG_CONFIG_HOME": str(tmp_path), "EDITOR": f"touch {house.mark}",
        "SSH_ORIGINAL_COMMAND": f"--as {OTHER}", "LC_AVVIK": f"--as {OTHER}", "TEXTUAL_LOG": str(house.mark),
        "LC_ALL": f"--as {OTHER}; touch {house.mark}", "LANG": "../../../tmp", "TERM": "x; rm",
        "NO_COLOR": "\x1b]0;x\x07", "COLUMNS": "-1",
    }  # fmt: skip
    before = house.door.run(ALICE, "case list --json")
    after = house.door.run(ALICE, "case list --json", "-o", "SendEnv=*", environ=sent)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    assert "avvik: " not in after.stderr  # a shell of the account may say what it thinks of such a locale


def test_an_odd_locale_only_costs_letters(house: House) -> None:
    sent = {"LC_ALL": "nb_NO.ISO-8859-1"}
    done = house.door.run(ALICE, "case list", "-o", "SendEnv=LC_*", environ=sent)
    assert done.returncode == 0 and house.own_case in done.stdout


def test_everything_is_its_owners_alone(house: House) -> None:
    with house.opened() as files:
        modes = {file.name: file.stat().st_mode & 0o777 for file in files}
    assert {"avvik.db", "avvik.db-wal", "avvik.db-shm", "avvik.db.lock", "avvik.db.log"} <= set(modes)
    assert {mode & 0o077 for mode in modes.values()} == {0}, modes
    assert house.home.stat().st_mode & 0o777 == 0o700


def test_another_user_reads_nothing(house: House, host_tool: HostTool) -> None:
    if os.getuid() != 0:
        pytest.skip("needs root, to try as another user")
    other = [host_tool("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"]

    def reads(file: Path) -> bool:
        return subprocess.run([*other, "cat", file], stdout=-3, stderr=-3).returncode == 0

    assert reads(house.config), "the try itself does not work"
    with house.opened() as files:
        assert not any(reads(file) for file in files)
        house.home.chmod(0o755)  # somebody's mistake: the files still hold by themselves
        assert not any(reads(file) for file in files)
        house.home.chmod(0o700)
