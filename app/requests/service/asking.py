"""Asking a partner for documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases
from app.documents.models import Level
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused, known
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import begin_work
from app.requests.actions import RequestAction
from app.requests.events import RequestMoved
from app.requests.models import DocumentRequest, RequestStatus
from app.requests.policy import RequestPermission
from app.requests.service.steps import chosen_day
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_PURPOSE = 200, 5000, 300
LEVELS = {each.code: each for each in (Level.VIEW, Level.DOWNLOAD)}
"""What may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked, of whom, what for, on which basis and by when."""

    partner: str
    """Code."""
    title: str
    purpose: str
    legal_basis: str
    level: str
    due_on: date | None
    details: str = ""


def ask(actor: Actor, workspace: Workspace, *, wish: Wish, bases: LegalBases) -> DocumentRequest:
    """Ask a partner for documents.

    Raises:
        NotAllowed: the actor may not ask here.
        Refused: the partner does not take part, something is missing, the day has passed, or the
            basis does not hold from the partner to the asker.
    """
    with begin_work(actor) as work:
        require(actor, RequestPermission.ASK, workspace)
        takes_part = [each.organisation for each in workspaces.list_participants(workspace)]
        own = next(each for each in takes_part if each.id == actor.organisation_id)
        partner = next((each for each in takes_part if each.code == wish.partner), None)
        if partner is None or partner.id == own.id:
            raise Refused(_("Choose somebody who takes part here."), field="partner")
        _check_words(wish)
        check_basis(wish.legal_basis, giver=partner, receiver=own, bases=bases)
        request = _made(actor, workspace, wish=wish, partner=partner)
        work.add(request)
        work.record(
            RequestAction.ASKED,
            request,
            organisation=partner.id,
            due_on=request.due_on,
            legal_basis=request.legal_basis,
            level=Level(request.level).code,
        )
        announce(work, RequestMoved(request, RequestAction.ASKED))
    return request


def check_basis(
    code: str, *, giver: Organisation, receiver: Organisation, bases: LegalBases
) -> None:
    """Go on only with a legal basis by which one organisation may give to the other today.

    Raises:
        Refused: it is none; said at the field.
    """
    held = documents.list_bases_between(bases, giver=giver, receiver=receiver)
    if code not in {each.code for each in held}:
        raise Refused(
            _(
                "Choose a legal basis by which %(giver)s may give to %(receiver)s today.",
                giver=giver.short_name,
                receiver=receiver.short_name,
            ),
            field="legal_basis",
        )


def _check_words(wish: Wish) -> None:
    if not wish.title.strip() or len(wish.title) > LONGEST_TITLE:
        raise Refused(_("Say in one sentence what you ask for."), field="title")
    if not wish.purpose.strip() or len(wish.purpose) > LONGEST_PURPOSE:
        raise Refused(_("Say what it is for."), field="purpose")
    several_lines(wish.details, field="details", longest=LONGEST_DETAILS)
    if wish.level not in LEVELS:
        raise Refused(_("Choose what you need to do with it."), field="level")


def _made(
    actor: Actor, workspace: Workspace, *, wish: Wish, partner: Organisation
) -> DocumentRequest:
    moment = clock.now()
    return DocumentRequest(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=known(actor.organisation_id),
        asked_by_id=known(actor.person_id),
        partner_id=partner.id,
        title=" ".join(wish.title.split()),
        details=wish.details.strip(),
        purpose=" ".join(wish.purpose.split()),
        legal_basis=wish.legal_basis,
        level=int(LEVELS[wish.level]),
        due_on=chosen_day(wish.due_on),
        proposed_on=None,
        proposed_reason="",
        status=RequestStatus.OPEN,
        refusal="",
        asked_at=moment,
        changed_at=moment,
        version=1,
    )
