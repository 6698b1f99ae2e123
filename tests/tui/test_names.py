"""Short names for narrow columns: how a case stands."""

from rich.cells import cell_len

from core.desk.lists import ListRow
from core.domain.case import REPORTER, Party, State
from core.domain.people import Directory
from tui.format import who
from tui.names import party, status
from tui.screens.rows import STATUS


def row(state: str = "in_progress", **more: object) -> ListRow:
    given: dict[str, object] = {
        "n": 1, "id": "A-26-0002", "kind": "deviation", "reference": "", "title": "x", "faculty": "IE", "unit": "IE",
        "course": "", "handler": None, "due_on": None, "due_kind": None, "owner": None, "with_owner": True,
        "unreached": False, "restricted": False, "version": 1, "state": state,
    }  # fmt: skip
    return ListRow(**(given | more))


def test_a_duplicate_under_treatment_says_what_it_follows() -> None:
    followed = row(lead="A-26-0001", link="duplicate")
    assert status(followed, "nb") == ("Følger A-26-0001", "")
    assert status(row(lead="A-26-0001", link="duplicate", unreached=True), "nb")[1] == "warn"
    assert status(row("closed", lead="A-26-0001", link="duplicate"), "nb") == ("Lukket", "")
    assert status(row(lead="A-26-0001", link="recurrence"), "nb") == status(row(), "nb")


def test_every_status_has_room_in_its_column() -> None:
    for language in ("nb", "en"):
        for state in State:
            assert cell_len(status(row(state.value), language)[0]) <= STATUS
        assert cell_len(status(row(lead="A-26-0001", link="duplicate"), language)[0]) <= STATUS
        assert cell_len(status(row(unreached=True), language)[0]) <= STATUS


def test_of_a_complaint_there_are_a_student_and_examiners() -> None:
    nobody, examiner = Directory({}, {}, (), ()), Party("named", "K-26-0007:examiner:2.1")
    for language, words in (("nb", ("melder", "student", "sensor")), ("en", ("reporter", "student", "examiner"))):
        assert party(REPORTER, nobody, language, "A-26-0002") == party(REPORTER, nobody, language) == words[0]
        assert party(REPORTER, nobody, language, "K-26-0007") == who(language, REPORTER, "K-26-0007") == words[1]
        assert party(examiner, nobody, language, "K-26-0007") == who(language, examiner) == words[2]
