"""What a well-trained faculty contact decides of 120 real-looking reports, each decision carried out by commands."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tui.__main__ import main

DATA = Path(__file__).parent / "data"
LABELS: dict[str, dict[str, Any]] = json.loads((DATA / "labels.json").read_text(encoding="utf-8"))
KINDS = {"whistleblowing": "whistleblowing", "outside_definition": "outside", "channels_not_tried": "channels"}
GATE = ["--censurable", "no", "--hse", "no", "--ours", "yes", "--deviation", "yes", "--channels", "tried"]
CONFIG = """
[database]
path = "data/avvik.db"
[mail]
host = "127.0.0.1"
security = "none-loopback-only"
sender = "avvik@example.no"
"""


def avvik(*words: str) -> dict[str, Any]:
    """One command in this process; its JSON, after checking that it went well."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["avvik", *words])
        code = 0
        try:
            code = main() or 0
        except SystemExit as end:
            code = int(end.code or 0)
    assert code == 0, (words[0], code, err.getvalue())
    return json.loads(out.getvalue()) if "--json" in words else {}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("labels")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AVVIK_CONFIG", str(folder / "config.toml"))
        patch.delenv("SSH_ORIGINAL_COMMAND", raising=False)
        avvik("init")
        avvik("directory", "import", str(DATA / "directory.toml"))
        assert avvik("import", str(DATA / "sifra-export.csv"), "--receipts", "none", "--json")["imported"] == len(
            LABELS
        )
        yield folder


def show(reference: str, who: str | None = None) -> dict[str, Any]:
    return avvik(*(["--as", who] if who else []), "case", "show", reference, "--json")


def act(who: str, verb: str, reference: str, *words: str) -> dict[str, Any]:
    return avvik("--as", who, "case", verb, reference, *words, "--json")


def templates(case: dict[str, Any]) -> set[str]:
    return {mail["template"] for mail in case["mails"]}


@pytest.mark.parametrize("reference", LABELS)
def test_each_decision_is_carried_out_by_commands(installation: Path, reference: str) -> None:
    label = LABELS[reference]
    contact = show(reference)["contact"]
    login = contact["login"] if isinstance(contact, dict) else contact
    case = {"approve": approve, "reject": reject, "transfer_hse": to_hse, "transfer_faculty": to_faculty}[
        label["decision"]
    ](reference, login, label)
    for span in label["sensitive"]:
        shown = show(reference)
        assert span not in shown["title"] + shown["description"] + shown["tried_channels"]
    assert case["version"] == show(reference)["version"]


def mask(reference: str, contact: str, spans: list[str]) -> None:
    if spans:
        flags = [word for span in spans for word in ("--span", span)]
        act(contact, "mask", reference, *flags, "--why", "personopplysninger i fritekst")


def approve(reference: str, contact: str, label: dict[str, Any]) -> dict[str, Any]:
    personnel, sensitive = "no", "no"
    if label["personnel"]:
        head = leader_of(reference)
        act(contact, "consult", reference, "--with", head, "--result", "proceed")
        personnel = "consulted"
    if label["sensitive"]:
        mask(reference, contact, label["sensitive"])
        sensitive = "masked"
    case = act(contact, "approve", reference, *GATE, "--personnel", personnel, "--sensitive", sensitive)
    assert case["state"] == "in_progress" and "M2" in templates(case)
    case = act(contact, "rate", reference, "--severity", label["severity"], "--consequence", "Vurdert av kontakten.")
    assert case["severity"] == label["severity"]
    return case


def reject(reference: str, contact: str, label: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS[label["reject_reason"]]
    mask(reference, contact, label["sensitive"])
    case = act(contact, "reject", reference, "--kind", kind, "--reason", "Begrunnelse til den som meldte.")
    assert case["state"] == "rejected" and case["rejection"]["kind"] == kind and "M8" in templates(case)
    assert case["restricted"] is (kind == "whistleblowing")
    return case


def to_hse(reference: str, contact: str, label: dict[str, Any]) -> dict[str, Any]:
    case = act(contact, "transfer", reference, "--to", "hse", "--reason", "Gjelder fysisk miljø eller fare.")
    assert case["state"] == "transferred" and {"M10", "M24"} <= templates(case)
    mask(reference, contact, label["sensitive"])
    return show(reference)


def to_faculty(reference: str, contact: str, label: dict[str, Any]) -> dict[str, Any]:
    avvik("--as", contact, "case", "transfer", reference, "--to", label["transfer_to"], "--reason", "Hører til der.")
    case = show(reference)
    assert case["state"] == "received" and {"M11", "M24"} <= templates(case)
    return case


def leader_of(reference: str) -> str:
    """The head of the course's department, or of the faculty when the case names none."""
    import tomllib

    directory = tomllib.loads((DATA / "directory.toml").read_text(encoding="utf-8"))
    case = show(reference)
    unit = next((c["unit"] for c in directory["course"] if c["code"] == case["course"]), case["unit"])
    roles = {(role["unit"], role["role"]): role["person"] for role in directory["role"]}
    return str(roles.get((unit, "head_of_department")) or roles[(case["unit"], "dean")])
