"""Telling people of partners that they see documents they did not see before.

Who may have gained is who did not see it before a change that gives sight: that is asked of the one
rule, in the transaction of the change. Whether they see it now is decided when they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

from app.documents import queries
from app.documents.events import Blind, RulesChanged
from app.documents.models import Level
from app.documents.queries import Seer
from app.kernel import events
from app.kernel.work import Work

Sights = Mapping[UUID, Iterable[Seer]]
"""What every member may, by document or by what was laid down for a place."""
Spread = Callable[[UUID], Collection[UUID]]


@contextmanager
def telling_who_gains(
    work: Work, before: Sights, *, spread: Spread | None = None
) -> Iterator[set[UUID]]:
    """Have those of other organisations told who gain sight by what is done inside.

    Gives the set to put those in who hear of it in another way.

    Args:
        before: who sees what until now.
        spread: after the change, for what a thing that was looked at stands; itself when left out.
    """
    told: set[UUID] = set()
    yield told
    unseen: dict[tuple[UUID, UUID, UUID], list[UUID]] = {}
    for key, seers in before.items():
        for each in seers:
            whose = each.organisation.id
            if each.level < Level.VIEW and whose != work.actor.organisation_id:
                where = each.participation.workspace_id
                unseen.setdefault((where, whose, each.person.id), []).append(key)
    alike: dict[UUID, dict[tuple[UUID, tuple[UUID, ...]], list[UUID]]] = {}
    for (where, whose, person_id), keys in unseen.items():
        if person_id not in told:
            some = alike.setdefault(where, {})
            some.setdefault((whose, tuple(sorted(keys))), []).append(person_id)
    for where, some in alike.items():
        events.announce(work, RulesChanged(where, tuple(_blind(some, spread or _itself))))


def of_documents(*document_ids: UUID) -> Sights:
    """Return what every member may with documents now."""
    return queries.list_audiences(document_ids)


def telling_of_documents(
    work: Work, document_ids: Collection[UUID]
) -> AbstractContextManager[set[UUID]]:
    """Have those told who gain sight of documents by what is done inside."""
    return telling_who_gains(work, of_documents(*document_ids))


def _itself(key: UUID) -> tuple[UUID, ...]:
    return (key,)


def _blind(
    alike: Mapping[tuple[UUID, tuple[UUID, ...]], Iterable[UUID]], spread: Spread
) -> Iterator[Blind]:
    for (whose, keys), people in alike.items():
        yield Blind(whose, tuple(sorted(people)), tuple(one for key in keys for one in spread(key)))
