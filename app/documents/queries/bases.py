"""Which legal bases an owner may choose from."""

from __future__ import annotations

from app.documents.legal_bases import LegalBases, LegalBasis
from app.identity.models import Organisation
from app.kernel import clock

MUNICIPALITY = "gem-"
"""How the code of every municipality begins."""


def list_bases_between(
    bases: LegalBases, *, giver: Organisation, receiver: Organisation
) -> list[LegalBasis]:
    """Return the bases that hold today from one organisation to another."""
    today = clock.today()
    return [
        basis
        for basis in bases.values()
        if basis.is_valid_on(today) and basis.holds_between(party_of(giver), party_of(receiver))
    ]


def party_of(organisation: Organisation) -> tuple[str, str]:
    """Return how the file of legal bases knows an organisation: by its code, and by its kind."""
    kind = "gemeente" if organisation.code.startswith(MUNICIPALITY) else organisation.kind
    return organisation.code, kind
