"""Destroying what an organisation brought: proposed, approved by another, carried out by a job.

The list is frozen with a hash over its lines; who approves approves that hash. Seven days pass
before anything happens, in which both organisations may still stop it. Then each document goes in a
transaction of its own, through the one function of the database that removes content: a worker that
dies leaves every document either whole or gone, and the next one goes on with the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.closing import queries
from app.closing.actions import ClosingAction
from app.closing.models import Choice, Destruction, DestructionLine, Ground, Layer
from app.closing.policy import DestructionPermission, Listed
from app.closing.selection import SelectionLists
from app.closing.service.protocol import person_of
from app.documents import queries as document_queries
from app.documents import service as documents
from app.documents.queries import KeptVersion
from app.findings import queries as findings
from app.identity.service.sessions import take_fresh_sign_in
from app.incidents import queries as incidents
from app.kernel import clock, ids, turns
from app.kernel.access import Actor, require
from app.kernel.audit.entries import canonical
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.turns import Turn
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

PROPOSING = Turn("destruction in {} {}")
COOLING = timedelta(days=7)
"""Between the second approval and the first document that goes."""
COOL_ANEW = """
do $$ begin
  if to_regclass('public.destruction') is not null then
    update destruction
      set execute_after = greatest(execute_after, now() + interval '14 days')
      where approved_at is not null and stopped_at is null and done_at is null;
  end if;
end $$
"""
"""For the owner, when an older state was put back: who stopped a list since, or set a hold, did so
in vain. A week to let people in again, and `COOLING` to stop it once more. Older backups know
none."""

_APPROVE = text("select samenzicht_approve_destruction(:id, :moment, :after)")
_STOP = text("select samenzicht_stop_destruction(:id, :moment)")
_DESTROY = text("select samenzicht_destroy_document(:id, :gone, :moment)")
_DONE = text("select samenzicht_destruction_done(:id, :moment)")


def propose_destruction(
    actor: Actor, workspace: Workspace, *, layer: Layer, ground: Ground, lists: SelectionLists
) -> Destruction:
    """Freeze a list of what the actor's organisation wants destroyed.

    A joint letter of a case is not on it: it is of every inspectorate that agreed with it, and a
    certificate that only its document is gone would not be true.

    Args:
        lists: for the term of the category that the organisation chose.

    Raises:
        NotAllowed: the actor does not coordinate here, or the workspace is not closed.
        Refused: a legal hold, no ground, nothing to destroy, a list that waits already, or
            something that is not shown to the actor.
    """
    with begin_work(actor) as work:
        turns.wait_for(PROPOSING.of(workspace.id, actor.organisation_id))
        require(actor, DestructionPermission.PROPOSE, workspace)
        documents.refuse_held(workspace.id)
        documents.refuse_in_part(actor, workspace.id)
        if queries.find_active(actor, workspace, layer) is not None:
            raise Refused(_("There is a list of this layer already. Approve or stop that first."))
        item, source = _checked_ground(actor, workspace, layer=layer, ground=ground, lists=lists)
        versions = _listed(actor, workspace, layer)
        if not versions:
            raise Refused(_("There is nothing of your organisation here to destroy."))
        found = Destruction(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=actor.organisation_id,
            layer=layer,
            ground=ground,
            item=item,
            source=source,
            sha256=hash_of(versions),
            proposed_by_id=person_of(actor),
            proposed_at=clock.now(),
        )
        work.add(found)
        work.settle()
        work.put(*_lines(found, versions))
        work.record(
            ClosingAction.PROPOSED,
            found,
            organisation=actor.organisation_id,
            layer=layer,
            ground=ground,
            item=item,
            versions=len(versions),
            sha256=found.sha256.hex(),
        )
    return found


def purpose_of(listed: Listed, *, seen: str) -> dict[str, str]:
    """Return what the fresh sign-in of who approves is for: the very list that was read.

    Raises:
        OutOfDate: the list is another than was read.
    """
    if listed.destruction.sha256.hex() != seen:
        raise OutOfDate(_("This list is another than you read. Look at it again."))
    return {
        "action": str(DestructionPermission.APPROVE),
        "list": str(listed.destruction.id),
        "sha256": seen,
    }


def approve_destruction(actor: Actor, listed: Listed, *, seen: str, ticket_id: UUID) -> None:
    """Agree, as the second pair of eyes, with the very list that was read.

    Args:
        seen: the hash on the screen, in hexadecimal.
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: the actor is not who approves this (`policy.is_second_pair_of_eyes`).
        OutOfDate: the list is another than was read.
        Refused: nobody signed in anew for this.
    """
    destruction = listed.destruction
    with begin_work(actor) as work:
        require(actor, DestructionPermission.APPROVE, listed)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of(listed, seen=seen))
        exact = hash_of(queries.list_lines(destruction))
        if not exact.hex() == destruction.sha256.hex() == seen:
            raise OutOfDate(_("This list is another than you read. Look at it again."))
        now = clock.now()
        told = {"id": destruction.id, "moment": now, "after": now + COOLING}
        if not work.session.execute(_APPROVE, told).scalar_one():
            raise OutOfDate(_("Somebody approved or stopped this list meanwhile."))
        work.record(
            ClosingAction.APPROVED,
            destruction,
            organisation=actor.organisation_id,
            sha256=seen,
            execute_after=(now + COOLING).isoformat(),
        )


def stop_destruction(actor: Actor, listed: Listed) -> None:
    """Stop a list before the first document of it is gone.

    Raises:
        NotAllowed: the actor is of neither organisation, or it ended already.
        Refused: something of it is gone already.
    """
    with begin_work(actor) as work:
        require(actor, DestructionPermission.STOP, listed)
        told = {"id": listed.destruction.id, "moment": clock.now()}
        if not work.session.execute(_STOP, told).scalar_one():
            raise Refused(_("This cannot be stopped any more."))
        work.record(ClosingAction.HALTED, listed.destruction, organisation=actor.organisation_id)


def carry_out(actor: Actor, listed: Listed) -> bool:
    """Destroy what is still there of an approved list, and certify when nothing is left.

    Safe to run twice, and to be killed anywhere. Tells whether all of it is done; under a legal
    hold it is not, and the next round tries again.

    Args:
        actor: the job, acting for the owner in that place.
    """
    lines = queries.list_lines(listed.destruction)
    left = [each for each in lines if each.destroyed_at is None]
    for document_id in dict.fromkeys(each.document_id for each in left):
        mine = [each for each in left if each.document_id == document_id]
        try:
            if not _destroy_one(actor, listed, document_id, lines=mine):
                return False
        except IntegrityError as fault:
            if "legal hold" in str(fault.orig):
                return False
            raise
    return _certify(actor, listed, documents=len({each.document_id for each in lines}))


def hash_of(versions: Iterable[KeptVersion | DestructionLine]) -> bytes:
    """Return the hash of a list: SHA-256 over its lines as canonical JSON, in their order."""
    told = [
        [str(each.document_id), each.number, each.media_type, each.size, each.sha256.hex()]
        for each in versions
    ]
    return hashlib.sha256(canonical({"lines": told})).digest()


def _destroy_one(
    actor: Actor, listed: Listed, document_id: UUID, *, lines: Sequence[DestructionLine]
) -> bool:
    with begin_work(actor) as work:
        require(actor, DestructionPermission.EXECUTE, listed)
        told = {"id": listed.destruction.id, "gone": document_id, "moment": clock.now()}
        is_gone = bool(work.session.execute(_DESTROY, told).scalar_one())
        if is_gone:
            work.record(
                ClosingAction.DESTROYED,
                listed.destruction,
                document=document_id,
                sha256=[each.sha256.hex() for each in lines],
            )
    return is_gone


def _certify(actor: Actor, listed: Listed, *, documents: int) -> bool:
    with begin_work(actor) as work:
        require(actor, DestructionPermission.EXECUTE, listed)
        told = {"id": listed.destruction.id, "moment": clock.now()}
        is_done = bool(work.session.execute(_DONE, told).scalar_one())
        if is_done:
            _record_certificate(work, listed, documents=documents)
    return is_done


def _record_certificate(work: Work, listed: Listed, *, documents: int) -> None:
    work.record(
        ClosingAction.CERTIFIED,
        listed.destruction,
        documents=documents,
        sha256=listed.destruction.sha256.hex(),
    )


def _listed(actor: Actor, workspace: Workspace, layer: Layer) -> list[KeptVersion]:
    """Return what goes on a list of a layer.

    What was shared and kept private after that is shared for this, once others rest on it: they
    know it, and may not lose it by the word of its owner alone.
    """
    letters = incidents.list_letter_documents(workspace)
    known = findings.find_built_on(actor, workspace)
    kept, private = (
        document_queries.list_own_versions(actor, workspace, is_private=is_private)
        for is_private in (False, True)
    )
    if layer == Layer.SHARED:
        found = kept + [each for each in private if each.document_id in known]
    else:
        found = [each for each in private if each.document_id not in known]
    ordered = sorted(found, key=lambda each: (each.document_id, each.number))
    return [each for each in ordered if each.document_id not in letters]


def _lines(found: Destruction, versions: Iterable[KeptVersion]) -> list[DestructionLine]:
    return [
        DestructionLine(
            destruction_id=found.id,
            position=position,
            document_id=each.document_id,
            number=each.number,
            media_type=each.media_type,
            size=each.size,
            sha256=each.sha256,
        )
        for position, each in enumerate(versions, 1)
    ]


def _checked_ground(
    actor: Actor, workspace: Workspace, *, layer: Layer, ground: Ground, lists: SelectionLists
) -> tuple[str, str]:
    """Return the category and what it rests on.

    Raises:
        Refused: it is kept for good, its term has not ended, or the organisation chose otherwise.
    """
    if ground == Ground.COPY:
        answer = queries.find_own_answers(actor, queries.list_counting(workspace)).get(layer)
        if answer is None or answer.choice == Choice.ARCHIVE:
            raise Refused(
                _("Your organisation chose to keep this in the archive here."), field="ground"
            )
        return "", ""
    chosen = queries.find_retention(actor, workspace)
    item = lists.find(actor.organisation_code, chosen.item) if chosen else None
    if item is None or chosen is None:
        raise Refused(_("First choose how long your things are kept."), field="ground")
    if item.is_kept:
        raise Refused(_("What has this category is kept for good."), field="ground")
    due = queries.due_of(item, chosen.law, workspace.closed_at)
    if due is None or clock.today() < due.ends_on:
        raise Refused(_("The term of your selection list has not ended yet."), field="ground")
    return item.code, item.source
