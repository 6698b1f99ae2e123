"""The cases in which somebody owes something, or which they handle: where "mine" is looked for (workflow.md §8)."""

from collections.abc import Iterable, Mapping

from core.domain.case import Party
from core.store.engine import Tx


def owed_by(
    tx: Tx, parties: Iterable[Party], logins: Iterable[str], falls_to: Mapping[str, Iterable[str]]
) -> frozenset[int]:
    """Keys of cases with an open date that one of `parties` owes, that one of `logins` handles, or that nobody handles.

    `falls_to`: by kind of case, the faculties at which what nobody handles is the asker's to handle.
    """
    found: set[int] = set()
    for sql, names in (
        (
            'SELECT c.n FROM deadlines d JOIN cases c ON c.id = d."case"'
            " WHERE d.state = 'open' AND d.owner_kind = :kind AND d.owner = :id",
            [{"kind": party.kind, "id": party.id} for party in parties],
        ),
        ("SELECT n FROM cases WHERE handler = :login AND next_due_on IS NOT NULL", [{"login": x} for x in logins]),
        (
            "SELECT n FROM cases WHERE faculty = :code AND kind = :kind AND handler IS NULL"
            " AND next_due_on IS NOT NULL",
            [{"code": code, "kind": kind} for kind, codes in falls_to.items() for code in codes],
        ),
    ):
        for values in names:
            found.update(row[0] for row in tx.execute(sql, values))
    return frozenset(found)
