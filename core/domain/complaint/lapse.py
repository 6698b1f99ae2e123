"""What follows by itself when a student's return date is missed; core's sweep calls it (workflow.md §4).

Nothing is dismissed by itself: while the complaint runs, somebody is asked to decide; after letter 2 the offer of a new
diploma is over (R181).
"""

from core.domain.complaint.case import Phase
from core.domain.complaint.diploma_acts import consider
from core.domain.complaint.draft import draft_of
from core.domain.complaint.returning import return_by
from core.domain.scene import Change, Scene

KIND = "diploma_return"
"""The kind of deadline that lapses; the day after its date it is looked at once, and is open no more."""
_EVER = "refer_to_earlier_information_and_portal"


def lapse(scene: Scene) -> Change:
    """The consequence, as the installation's own act."""
    draft = draft_of(scene)
    if draft.state is Phase.FINISHED:
        draft = draft.dropped(KIND).say("no_new_paper_diploma").say(_EVER, None)
    else:
        draft = consider(draft)
    by = return_by(scene.complaint, scene.terms.closed)
    return draft.change("lapse", values={"date": by.isoformat() if by else ""}, undoable=False)
