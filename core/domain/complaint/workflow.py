"""The table of acts on a complaint: who may do what in which state, to which type (workflow.md §4).

Everything that reads the table of deviations reads this one beside it (core.domain.workflow).
"""

from collections.abc import Callable
from typing import Any, Final

from core.domain import exclusion, handling, replying, triage
from core.domain.complaint import (
    answering,
    commission,
    correcting,
    diploma_acts,
    ending,
    grading,
    holding,
    protocol,
)
from core.domain.complaint.case import Phase, Type
from core.domain.policy import Relation
from core.domain.row import Row
from core.domain.scene import Change, Scene

P = Phase

CASEWORKER: Final = frozenset({Relation.CASEWORKER})
WITH_EXAMS: Final = frozenset({Relation.CASEWORKER, Relation.EXAMS})
RUNNING: Final = frozenset({P.REGISTERED, P.GRADING, P.THIRD_GRADING, P.AWAITING_DIPLOMA})
GRADED: Final = frozenset({P.REGISTERED, P.GRADING, P.THIRD_GRADING})
FINISHED: Final = frozenset({P.FINISHED})
LETTERS: Final = RUNNING | FINISHED
ANY: Final = frozenset(Phase)
GRADES: Final = frozenset({Type.GRADE})
DIPLOMAS: Final = frozenset({Type.FORMAL, Type.GRADE})  # R178


def _row(
    name: str,
    act: type[Any],
    rule: Callable[[Scene, Any], Change],
    states: frozenset[Phase],
    types: frozenset[Type] = frozenset(Type),
    by: frozenset[Relation] = CASEWORKER,
    argument: str = "",
) -> Row:
    return Row(name, act, rule, by, frozenset(states), kind="complaint", types=types, argument=argument)


TABLE: Final = (
    _row("reasons", answering.GiveReasons, answering.give_reasons, RUNNING, frozenset({Type.REASONS})),
    _row("formal", answering.DecideFormal, answering.decide_formal, RUNNING, frozenset({Type.FORMAL})),
    _row("appeal", answering.SendToAppealBody, answering.send_to_appeal_body, FINISHED, frozenset({Type.FORMAL})),
    _row("accept_late", ending.AcceptLate, ending.accept_late, RUNNING),
    _row("dismiss", ending.Dismiss, ending.dismiss, RUNNING),
    _row("withdraw_complaint", ending.WithdrawComplaint, ending.withdraw_complaint, RUNNING),
    _row("commission", commission.Appoint, commission.appoint, GRADED, GRADES),
    _row("send", commission.Send, commission.send, GRADED, GRADES),
    _row("grade", grading.EnterGrade, grading.enter_grade, GRADED, GRADES, argument="grade"),
    _row("correct", correcting.Correct, correcting.correct, GRADED | FINISHED, GRADES),
    _row("protocol", protocol.SendProtocol, protocol.send_protocol, GRADED | FINISHED, GRADES),
    _row("total", protocol.ApplyTotal, protocol.apply_total, GRADED, GRADES),
    _row("assign", triage.Assign, holding.assign, ANY, argument="to"),
    _row("block", holding.Block, holding.block, ANY),
    _row("unblock", holding.Unblock, holding.unblock, ANY, by=WITH_EXAMS),
    _row("postpone", holding.Postpone, holding.postpone, RUNNING, DIPLOMAS),
    _row("diploma", diploma_acts.RecordDiploma, diploma_acts.record_diploma, ANY, DIPLOMAS),
    _row("letter", diploma_acts.WriteLetter, diploma_acts.write_letter, LETTERS, DIPLOMAS, argument="number"),
    _row("task", holding.TickOff, holding.tick_off, ANY, by=WITH_EXAMS, argument="number"),
    _row("journal", holding.Journal, holding.journal, ANY, argument="number"),
    _row("remark", holding.Remark, holding.remark, ANY, argument="text"),
    # What every kind of case knows.
    _row("exclude", exclusion.Exclude, exclusion.exclude, ANY, argument="who"),
    _row("include", exclusion.Include, exclusion.include, ANY, argument="who"),
    _row("note", handling.Note, handling.note, ANY, argument="text"),
    _row("reply", replying.Reply, replying.reply, RUNNING),
    _row("told", replying.StudentTold, replying.told, ANY),
    _row("reporter", replying.CorrectAddress, replying.correct_address, ANY),
)
