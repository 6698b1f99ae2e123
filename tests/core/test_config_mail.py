"""`[mail]`: in the clear to this machine only, addresses that are addresses, a password that is never shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from settings_files import LEAST, write, wrong

from core.config import load
from core.config.mail import loopback
from core.config.password import check
from core.config.shown import show
from core.errors import Unusable

PLAIN = 'security = "none-loopback-only"\n'


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.8.7", "::1", "0:0:0:0:0:0:0:1"])
def test_in_the_clear_to_this_machine(tmp_path: Path, host: str) -> None:
    settings = load(write(tmp_path, LEAST.replace("smtp.example.org", host) + PLAIN))
    assert settings.mail.port == 25


@pytest.mark.parametrize(
    "host",
    [
        "localhost.example.org",
        "128.0.0.1",
        "127.0.0.1.nip.io",
        "127.1",
        "0.0.0.0",
        "::",
        "LOCALHOST",
        "::ffff:1.2.3.4",
    ],
)
def test_in_the_clear_to_nobody_else(tmp_path: Path, host: str) -> None:
    assert not loopback(host)
    assert "config.clear_text" in [
        each.id for each in wrong(write(tmp_path, LEAST.replace("smtp.example.org", host) + PLAIN))
    ]


@pytest.mark.parametrize("host", ["smtp", "smtp.example.org.", "mx_1.example.org", "192.0.2.1", "2001:db8::1"])
def test_a_mail_server(tmp_path: Path, host: str) -> None:
    assert load(write(tmp_path, LEAST.replace("smtp.example.org", host))).mail.host == host


@pytest.mark.parametrize("key", ["host", "domain"])
@pytest.mark.parametrize(
    "name",
    [
        "a..b",
        "a" * 64 + ".no",
        "a." * 127 + "no",
        "smtp.høyskole.no",
        "-",
        " ",
        "a b",
        "a>b",
        "[::1]",
        "smtp:25",
        "http://x",
    ],
)
def test_what_no_resolver_and_no_greeting_takes(tmp_path: Path, key: str, name: str) -> None:
    text = LEAST.replace("smtp.example.org", name) if key == "host" else f'{LEAST}domain = "{name}"\n'
    assert [(each.key, each.id) for each in wrong(write(tmp_path, text))] == [(f"mail.{key}", "config.host")]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("avvik@example.org", "", "avvik@example.org"),
        ("Avvik <avvik@example.org>", "Avvik", "avvik@example.org"),
        ("Avvik, det æøå fakultet <a+b@uni.example.no>", "Avvik, det æøå fakultet", "a+b@uni.example.no"),
    ],
)
def test_a_sender(tmp_path: Path, written: str, name: str, address: str) -> None:
    mail = load(write(tmp_path, LEAST.replace("avvik@example.org", written))).mail
    assert (mail.sender_name, mail.sender_address) == (name, address)
    assert mail.domain == address.partition("@")[2]


@pytest.mark.parametrize(
    "written",
    ["avvik", "a@b@c", "<a@b>", "x <a@b> y", "a@b, c@d", "a b@c", r"Avvik\r\nBcc: x@y <a@b>", "a@b\\n", "@b", ""],
)
def test_no_sender(tmp_path: Path, written: str) -> None:
    (problem,) = wrong(write(tmp_path, LEAST.replace("avvik@example.org", written)))
    assert (problem.key, problem.id) == ("mail.sender", "config.address")


@pytest.mark.parametrize(("written", "seconds"), [("0s", 0), ("45s", 45), ("5m", 300), ("2 h", 7200), ("24h", 86400)])
def test_durations(tmp_path: Path, written: str, seconds: int) -> None:
    settings = load(write(tmp_path, f'{LEAST}hold = "{written}"\n'))
    assert settings.mail.hold == settings.for_faculty("IE").hold == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "30", "-1s", "1.5h", "1d", "25h", "٣٠s", "999999999h", "30 seconds"])
def test_no_durations(tmp_path: Path, written: str) -> None:
    assert [each.id for each in wrong(write(tmp_path, f'{LEAST}hold = "{written}"\n'))] == ["config.duration"]


@pytest.mark.parametrize(
    ("key", "value", "id"),
    [
        ("link", '"https://desk.example.org/"', "config.link"),
        ("link", '"javascript:{case}"', "config.link"),
        ("port", "0", "config.least"),
        ("port", "65536", "config.most"),
        ("port", "true", "config.wrong_kind"),
        ("security", '"none"', "config.choice"),
        ("templates", '"a\\u0000b"', "config.path"),
        ("username", '"a\\nb"', "config.line"),
        ("username", f'"{"x" * 501}"', "config.long"),
    ],
)
def test_what_else_may_be_wrong_with_mail(tmp_path: Path, key: str, value: str, id: str) -> None:
    assert [(each.key, each.id) for each in wrong(write(tmp_path, f"{LEAST}{key} = {value}\n"))] == [
        (f"mail.{key}", id)
    ]


def test_the_password_is_read_at_use_and_never_shown(tmp_path: Path) -> None:
    secret = write(tmp_path, "sword fish \n\n", "secret")
    settings = load(write(tmp_path, f'{LEAST}username = "avvik"\npassword_file = "secret"\n'))
    with pytest.raises(Unusable, match=r"config\.password_odd"):
        settings.password({})
    secret.write_text("sword fish \n", encoding="utf-8")
    assert settings.password({}) == "sword fish "
    assert "sword fish" not in repr(settings) + str(show(tmp_path / "config.toml", {}))
    assert show(tmp_path / "config.toml", {})[-1] == ("mail.password", "********", str(secret))

    secret.chmod(0o644)
    assert [each.id for each in check(settings.mail.password_file, {})] == ["config.password_open"]
    secret.chmod(0o640)
    assert list(check(settings.mail.password_file, {})) == []
    secret.unlink()
    with pytest.raises(Unusable, match=r"config\.password_unreadable"):
        settings.password({})
    assert [each.id for each in check(settings.mail.password_file, {})] == ["config.password_unreadable"]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\n", b"a\nb\n", b"a\0", b"x" * 5000])
def test_an_odd_password_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "smtp-password").write_bytes(content)
    with pytest.raises(Unusable, match=r"config\.password_odd"):
        load(write(tmp_path, LEAST)).password({"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_credential_of_the_service_is_the_password(tmp_path: Path) -> None:
    settings = load(write(tmp_path, LEAST))
    assert settings.password({}) is None
    assert settings.password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) is None
    (tmp_path / "smtp-password").write_text("swordfish\r\n", encoding="utf-8")
    assert settings.password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "swordfish"
