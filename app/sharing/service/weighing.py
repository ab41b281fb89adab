"""Keeping an answer of the guide as evidence: all that was weighed, and the disclosure text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.models import DocumentVersion
from app.documents.policy import DocumentPermission, Sighted
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.sharing import queries
from app.sharing.actions import SharingAction
from app.sharing.models import Answer, SharingAnswer
from app.sharing.policy import OTHER_DATA, Advice, Weighed, weigh
from app.sharing.service.wording import disclosure_text
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks the guide."""

    partner: str
    """Code of the organisation that would receive it."""
    data: Sequence[str]
    """Kinds of data that are in it."""
    basis: str = ""
    """Code of the basis one would give on; empty for none."""
    until: date | None = None
    """Last day on which the partner would have it; asked when the answer is yes."""
    seen: str | None = None
    """Token of the answer that was on the screen; None when nobody says which was read."""


def token_of(sighted: Sighted, advice: Advice) -> str:
    """Return what somebody read: changes with the document, and with what carries or stops."""
    told = [*(each.code for each in advice.carrying), *advice.stops]
    return ".".join([str(sighted.document.version), *told])


def keep_answer(
    actor: Actor, workspace: Workspace, *, document_id: UUID, asked: Asked, bases: LegalBases
) -> SharingAnswer:
    """Weigh once more and keep the answer; nobody changes it afterwards.

    Raises:
        NotAllowed: the actor does not decide for the bronhouder.
        OutOfDate: the answer is another than the one that was read.
        Refused: the partner is unknown or one's own organisation, no kind of data is named, or a
            yes has no end.
    """
    with begin_work(actor) as work:
        sighted = documents.get_for(
            actor, DocumentPermission.SHARE, document_id, workspace=workspace, is_locked=True
        )
        receiver, advice = weighed_for(sighted, asked=asked, bases=bases)
        if asked.seen is not None and asked.seen != token_of(sighted, advice):
            raise OutOfDate(_("The answer changed while you were reading. Read it again."))
        until = _checked_until(asked.until, advice)
        day = clock.today()
        facts = _facts(actor, sighted, receiver=receiver, asked=asked, advice=advice)
        answer = SharingAnswer(
            id=ids.new_id(),
            workspace_id=sighted.workspace.id,
            document_id=sighted.id,
            organisation_id=sighted.document.organisation_id,
            receiver_id=receiver.id,
            asked_by_id=actor.person_id,
            answered_at=clock.now(),
            answer=advice.answer,
            legal_basis=advice.chosen.code if advice.chosen else "",
            until=until,
            facts=facts,
            disclosure=disclosure_text(facts, advice=advice, day=day, until=until),
        )
        work.add(answer)
        work.settle()
        work.record(
            SharingAction.ANSWERED,
            answer,
            organisation=receiver.id,
            answer=advice.answer.value,
            legal_basis=answer.legal_basis or None,
            until=until,
        )
        return answer


def weighed_for(
    sighted: Sighted, *, asked: Asked, bases: LegalBases
) -> tuple[Organisation, Advice]:
    """Return the partner and the guide's answer, as things stand now.

    Raises:
        Refused: the partner is unknown or one's own organisation, or no kind of data is named.
    """
    receiver = identity.find_organisation(asked.partner)
    if receiver is None:
        raise Refused(_("We do not know this organisation."), field="partner")
    if receiver.id == sighted.document.organisation_id:
        raise Refused(_("Choose another organisation than your own."), field="partner")
    participation = workspaces.find_active_participation(sighted.workspace, receiver.id)
    known = queries.list_bases_for(bases, sighted, receiver=receiver)
    takes_part = participation is not None
    advice = weighed(sighted, receiver=receiver, takes_part=takes_part, asked=asked, known=known)
    return receiver, advice


def weighed(
    sighted: Sighted,
    *,
    receiver: Organisation,
    takes_part: bool,
    asked: Asked,
    known: Sequence[LegalBasis],
) -> Advice:
    """Return the guide's answer about a partner that is known already.

    Args:
        known: every basis that can be weighed.

    Raises:
        Refused: no kind of data is named, or one that no basis knows.
    """
    data = [each.strip() for each in asked.data if each.strip()]
    if not data:
        raise Refused(_("Choose what kind of data is in it."), field="kinds")
    named = {OTHER_DATA} | {kind for basis in known for kind in basis.data_categories}
    if unknown := set(data) - named:
        raise Refused(_("%(kind)s is no kind of data we know.", kind=min(unknown)), field="kinds")
    case = queries.case_of(
        sighted, receiver=receiver, takes_part=takes_part, data=data, bases=known
    )
    return weigh(case, known, chosen=asked.basis)


def _checked_until(until: date | None, advice: Advice) -> date | None:
    """Return the last day of a yes; other answers give nothing that could end."""
    if advice.answer != Answer.YES or advice.chosen is None:
        return None
    last = advice.chosen.valid_until
    if until is None or until < clock.today():
        raise Refused(_("Choose the last day on which it holds."), field="until")
    if last is not None and until > last:
        raise Refused(_("The basis ends before this day."), field="until")
    return until


def _facts(
    actor: Actor, sighted: Sighted, *, receiver: Organisation, asked: Asked, advice: Advice
) -> dict[str, Any]:
    document, workspace = sighted.document, sighted.workspace
    version = documents.get_version(document)
    return {
        "document": {
            "title": document.title,
            "classification": document.class_of_secrecy.value,
            "marking": document.marking.value,
            "special_data": [each.value for each in document.special_data],
            **_version(version),
        },
        "workspace": {
            "ref": workspace.ref,
            "title": workspace.title,
            "purpose": workspace.purpose,
            "legal_basis": workspace.legal_basis.split(),
        },
        "from": _party(identity.get_known_organisation(document.organisation_id)),
        "to": _party(receiver),
        "asked_by": actor.name,
        "data": list(asked.data),
        "stops": [each.value for each in advice.stops],
        "bases": [_basis(each) for each in advice.weighed],
    }


def _version(version: DocumentVersion) -> dict[str, Any]:
    return {"version": version.number, "sha256": version.sha256.hex(), "file": version.file_name}


def _party(organisation: Organisation) -> dict[str, str]:
    return {
        "code": organisation.code,
        "name": organisation.name,
        "short_name": organisation.short_name,
        "kind": organisation.kind,
    }


def _basis(weighed: Weighed) -> dict[str, Any]:
    basis = weighed.basis
    return {
        "code": basis.code,
        "title": basis.title,
        "title_en": basis.title_en,
        "law": basis.law,
        "article": basis.article,
        "protocol": basis.protocol,
        "carries": weighed.carries,
        "obstacles": [each.value for each in weighed.obstacles],
        "missing": list(weighed.missing),
        "valid_from": basis.valid_from.isoformat() if basis.valid_from else None,
        "valid_until": basis.valid_until.isoformat() if basis.valid_until else None,
    }
