"""The form of one act: its fields, what the act would do as they stand, and one way to confirm it by its name."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer

from core.errors import AvvikError, Changed
from tui.background import behind
from tui.dialogs.effects import effects
from tui.dialogs.field import Field, LineField, TextField
from tui.dialogs.matter import Matter
from tui.widgets.dialog import Dialog
from tui.widgets.lines import Piece
from tui.widgets.one_line import HintLine
from tui.widgets.reading import Reading
from tui.widgets.text_box import TextBox

LOOK: Final = 0.3  # seconds without a key before the act is rehearsed anew
LOW: Final = 20  # rows; on a lower screen the boxes are lower, so that the mail is seen under them
BETWEEN: Final = "\x1e"  # between the words of two boxes in one draft: nothing a keyboard types
Make = Callable[..., object]


class Form(Dialog[object]):
    """`make` builds the act from `fixed` and the fields' values; `name` is the act's, for title, Enter and draft.

    Enter, or ctrl+s also in a box, rehearses the act: what refuses it is said beside its field, and no word is lost.
    Esc leaves; the words stay as a draft.
    """

    DEFAULT_CSS = """
    Form #form { height: auto; max-height: 100%; scrollbar-size: 1 1; }
    Form #body { padding: 0 1; }
    Form.low TextField TextBox { height: 2; }
    """
    AUTO_FOCUS = "#form Field *, #form Reading"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "answer", "form.save", id="form.save")]

    def __init__(
        self,
        matter: Matter,
        name: str,
        make: Make,
        fields: Sequence[Field] = (),
        *,
        fixed: Mapping[str, object] | None = None,
        intro: Sequence[str] = (),
        title: str = "",
    ) -> None:
        self._verb = title or matter.say(f"act.{name}")
        super().__init__(f"{self._verb}  {matter.name}", (), help=matter.say("desk.ask.leave"))
        self.matter, self.name_of_act, self._make = matter, name, make
        self.fields, self._fixed, self._intro = tuple(fields), dict(fixed or {}), tuple(intro)
        self._timer: Timer | None = None
        self._unkept = False
        self._typed = ""
        self._kept = self._words()

    def begin(self, typed: str) -> "Form":
        """This form, with words in its first field that were typed before it was opened."""
        self._typed = typed
        return self

    def body(self) -> ComposeResult:
        """Why one is here, the fields, and what will happen."""
        with VerticalScroll(id="form", can_focus=False):
            if self._intro:
                intro = Intro(*((line, "") for line in self._intro))
                yield intro
            yield from self.fields
            yield Reading(id="effects")

    def on_mount(self) -> None:
        """Say at once what would happen."""
        self._fit()
        self._hint()
        if self._typed and self.fields:
            self.fields[0].begin(self._typed)
        self._look()

    def on_resize(self) -> None:
        """Keep title and hints on the screen."""
        self._fit()

    def on_screen_resume(self) -> None:
        """Back from a dialog that was opened from here: no key pressed before this one was seen again counts."""
        self._drawn = None
        self.call_after_refresh(self._listen)

    @property
    def act(self) -> object:
        """The act as the fields stand."""
        return self._make(**self._fixed, **{field.key: self.taken(field) for field in self.fields})

    def taken(self, field: Field) -> Any:
        """What a field gives to the act."""
        return field.value

    def lacking(self) -> Field | None:
        """The first field whose answer is none, before any rule has seen it."""
        return next((field for field in self.fields if field.lacks), None)

    def on_field_changed(self) -> None:
        """Wait for a pause, then say what would happen now."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(LOOK, self._look)

    def on_field_paused(self) -> None:
        """Keep the words."""
        self.matter.app.attempt(self.keep_draft, "draft")

    def on_filter_field_left(self) -> None:
        """Esc in a field."""
        self.action_leave()

    def on_descendant_focus(self) -> None:
        """What confirms depends on where one writes; the label is to be seen with what is under it."""
        self._hint()
        self.call_after_refresh(self._show_field)

    def action_answer(self) -> None:
        """Confirm, when nothing refuses it."""
        self.matter.app.attempt(self._confirm, "confirm")

    def action_leave(self) -> None:
        """Leave; the words stay as a draft."""
        self.matter.app.attempt(self._leave, "confirm")

    async def keep_draft(self) -> None:
        """Keep the words now, as one draft of the act."""
        words = self._words()
        if words == self._kept:
            return
        self._kept = words
        drafts, who = self.matter.app.desk.drafts, self.matter.app.who
        await drafts.keep(who, self.matter.ref, self.name_of_act, words if words.strip(BETWEEN) else "")

    def _words(self) -> str:
        """What is written, one text a box."""
        boxes = (field for field in self.fields if isinstance(field, TextField | LineField))
        return BETWEEN.join(field.value for field in boxes)

    async def _leave(self) -> None:
        if not self._unkept:
            try:
                await self.keep_draft()
            except AvvikError as error:  # said once; leaving again leaves, whatever becomes of the words
                self._unkept = True
                self._refuse(error)
                return
        self.dismiss(None)

    async def _confirm(self) -> None:
        if field := self.lacking():
            field.complain(self.matter.say(field.lacks))
            return
        try:
            act = self.act
            with suppress(Changed):  # said by `app.do`, which asks again
                await self.matter.rehearse(act)
            await self.keep_draft()  # until it is done: what still refuses it loses no word
        except AvvikError as error:
            self._refuse(error)
            return
        for field in self.fields:
            field.used()
        self.dismiss(act)

    def _refuse(self, error: AvvikError) -> None:
        text = self.matter.tell(error)
        named = error.values.get("field")
        keys = (named,) if named else _FIELD_OF.get(error.id) or _FIELD_OF.get(error.id.partition(".")[0], ())
        field = next((field for field in self.fields if field.key.rstrip("_") in keys), None)
        if field is not None:
            field.complain(text)
        else:
            self.query_one("#effects", Reading).read((f"!! {text}", "alarm"))

    def _look(self) -> None:
        behind(self, self._rehearse, "look")

    async def _rehearse(self) -> None:
        pane = self.query_one("#effects", Reading)
        if field := self.lacking():
            pane.read((self.matter.say("desk.ask.first", field=field.label), "dim"))
            return
        pieces: list[Piece]
        try:
            pieces = list(effects(self.matter, await self.matter.rehearse(self.act)))
        except AvvikError as error:
            pieces = [(self.matter.tell(error), "dim")]
        pane.read(*pieces)

    def _hint(self) -> None:
        say = self.matter.say
        key = "ctrl+s" if isinstance(self.focused, TextBox) else "Enter"
        self.query_one(HintLine).show([f"{key} {self._verb}", *([say("desk.ask.tab")] if self.fields else [])])

    def _show_field(self) -> None:
        field = next((each for each in self.fields if each.has_focus_within), None)
        if field is self.fields[0] if self.fields else field is None:
            self.query_one("#form").scroll_home(animate=False)
        elif field is not None:
            field.scroll_visible(animate=False)

    def _fit(self) -> None:
        self.set_class(self.size.height < LOW, "low")
        room = max(4, int(self.size.height * 0.9) - 4)
        self.query_one("#body").styles.max_height = room
        self.query_one("#effects").styles.height = max(10, room - 12)


_FIELD_OF: Final[dict[str, tuple[str, ...]]] = {
    "measure.how": ("how",), "date": ("due", "expected", "on"), "deadline": ("due",), "case": ("to",),
    "person": ("to", "owner", "who", "with", "ask"), "party": ("to", "who", "ask"), "unit": ("to", "who", "ask"),
    "assign": ("to",), "link": ("to",), "transfer": ("to",), "exclude": ("who",), "inform": ("who",),
    "include": ("who",), "consult.not_leader": ("with",), "gate.not_masked": ("sensitive",),
    "told.no_letter": ("what",), "told.before_case": ("on",),
    "reporter": ("email",), "intake.invalid_email": ("email",),
}  # fmt: skip
"""Which fields a refusal, or all of its family, may be about, where it does not say so itself."""


class Intro(Reading, can_focus=False):
    """Some lines to be read before the fields; as high as they are long."""

    def on_resize(self) -> None:
        """As many rows as it takes."""
        self.styles.height = len(list(self._wrap(self.size.width)))


async def drafts_of(matter: Matter, name: str, boxes: int) -> list[str]:
    """The words kept for an act of this matter, one text a box."""
    found = (draft.text for draft in await matter.app.desk.drafts.of(matter.app.who)
             if draft.case == matter.ref and draft.field == name)  # fmt: skip
    words = next(found, "").split(BETWEEN)
    return (words + [""] * boxes)[:boxes]
