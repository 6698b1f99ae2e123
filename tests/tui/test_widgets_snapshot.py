"""The cursor never jumps (desk.md §5, 5)."""

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.snapshot import Snapshot

keys = st.lists(st.integers(0, 60), unique=True, max_size=40)


@given(keys, keys, st.integers(0, 39), st.integers(1, 12))
def test_a_new_snapshot_keeps_the_key_or_goes_to_the_next_one_still_there(
    old: list[int], new: list[int], at: int, height: int
) -> None:
    snapshot = Snapshot(old)
    snapshot.move(at, height)
    before = snapshot.key
    snapshot.replace(new, height)
    if before in new:
        assert snapshot.key == before
    elif before is not None and new:
        place = old.index(before)
        left = [key for key in old[place:] if key in new] or [key for key in reversed(old[:place]) if key in new]
        assert snapshot.key == (left[0] if left else new[0])
    assert seen(snapshot, height)


@given(
    keys, st.lists(st.tuples(st.sampled_from(["move", "page"]), st.integers(-50, 50)), max_size=20), st.integers(1, 12)
)
def test_the_cursor_is_always_in_the_list_and_in_the_window(
    all_keys: list[int], steps: list[tuple[str, int]], height: int
) -> None:
    snapshot = Snapshot(all_keys)
    for kind, by in steps:
        if kind == "move":
            snapshot.move(snapshot.cursor + by, height)
        else:
            snapshot.page(by, height)
        assert seen(snapshot, height)


def test_the_row_does_not_move_on_the_screen_when_others_come_before_it() -> None:
    snapshot = Snapshot(range(100, 200))
    snapshot.move(50, 10)
    row = snapshot.cursor - snapshot.top
    snapshot.replace(range(90, 200), 10)
    assert (snapshot.key, snapshot.cursor - snapshot.top) == (150, row)


def test_marks_of_what_left_the_list_go_and_the_others_stay() -> None:
    snapshot = Snapshot([1, 2, 3])
    snapshot.mark_all()
    snapshot.replace([2, 3, 4], 10)
    assert snapshot.marks == {2, 3}
    snapshot.mark_all()
    assert snapshot.marks == {2, 3, 4}
    snapshot.mark_all()
    assert snapshot.marks == set()


def test_a_page_moves_the_window_and_the_cursor_together() -> None:
    snapshot = Snapshot(range(100))
    snapshot.move(3, 10)
    snapshot.page(10, 10)
    assert (snapshot.top, snapshot.cursor) == (10, 13)


def test_an_empty_list_has_no_key() -> None:
    snapshot: Snapshot[int] = Snapshot()
    snapshot.move(1, 10)
    snapshot.mark()
    assert (snapshot.key, snapshot.cursor, snapshot.marks) == (None, 0, set())


def seen(snapshot: Snapshot[int], height: int) -> bool:
    last = max(0, len(snapshot.keys) - 1)
    return 0 <= snapshot.cursor <= last and snapshot.top <= snapshot.cursor < snapshot.top + height
