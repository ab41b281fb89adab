"""What the guide weighs: the facts of one document and one partner, and the bases there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.documents import queries as documents
from app.documents.legal_bases import OWN_PREFIX, LegalBases, LegalBasis
from app.documents.models import DocumentStatus
from app.documents.policy import Sighted
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock
from app.sharing.policy import OTHER_DATA, Case
from app.workspaces.models import Classification, Workspace


def list_bases_for(
    bases: LegalBases, sighted: Sighted, *, receiver: Organisation
) -> list[LegalBasis]:
    """Return every basis that can be weighed: of the file, and approved for just this."""
    own = documents.list_usable_bases(sighted.id, receiver_id=receiver.id)
    return [*bases.values(), *(documents.as_legal_basis(each) for each in own)]


def case_of(
    sighted: Sighted,
    *,
    receiver: Organisation,
    takes_part: bool,
    data: Collection[str],
    bases: Iterable[LegalBasis],
) -> Case:
    """Return the facts that count, as they are today.

    Args:
        bases: what will be weighed; what was approved for just this needs no other purpose.
    """
    document, workspace = sighted.document, sighted.workspace
    giver = identity.get_known_organisation(document.organisation_id)
    own = {each.code for each in bases if each.code.startswith(OWN_PREFIX)}
    return Case(
        giver=documents.party_of(giver),
        receiver=documents.party_of(receiver),
        day=clock.today(),
        data=frozenset(data),
        special_data=frozenset(document.special_data),
        founded_on=frozenset(workspace.legal_basis.split()) | own,
        classification=document.classification,
        clearance=Classification(receiver.highest_classification).rank,
        takes_part=takes_part,
        is_withdrawn=document.withdrawn_at is not None,
        is_released=document.status == DocumentStatus.RELEASED,
    )


def kinds_of_data(bases: Iterable[LegalBasis], workspace: Workspace) -> list[str]:
    """Return the kinds of data that can matter here, and that there is something else in it.

    A basis that the workspace is not founded on cannot carry, so its kinds of data change nothing:
    they are "something else" here.
    """
    founded_on = set(workspace.legal_basis.split())
    kinds = [
        kind
        for basis in bases
        if basis.code in founded_on or basis.code.startswith(OWN_PREFIX)
        for kind in basis.data_categories
    ]
    return [*dict.fromkeys(kinds), OTHER_DATA]
