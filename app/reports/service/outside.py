"""Organisations whose seal is made with a key that is kept elsewhere, or whose people have keys.

What these are checked with is kept as it was told: a root with whose certificates under it
are the organisation's, and from when until when. What changes is kept beside what was, and the
newest counts, so that the number of the trust bundle goes up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.adapters import trust
from app.adapters.pades import ExpectedSeal
from app.adapters.sealers import Sealer
from app.adapters.trust import OutsideRoot, TrustBundle
from app.identity.models import Organisation
from app.kernel import clock, ids
from app.kernel.work import Work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import KeyPurpose, SigningKey
from app.reports.service.files import Tools


def sealer_of(organisation: Organisation, tools: Tools) -> Sealer | None:
    """Return who keeps the key of an organisation; None is the built-in authority."""
    return None if tools.sealers is None else tools.sealers.of(organisation.code)


def people_of(organisation: Organisation, tools: Tools) -> tuple[OutsideRoot, ...]:
    """Return the roots under which people of an organisation sign with a key of their own."""
    return () if tools.sealers is None else tools.sealers.people.get(organisation.code, ())


def keep_roots(work: Work, organisations: Iterable[Organisation], *, tools: Tools) -> None:
    """Keep the roots elsewhere of some organisations, when they are new or changed."""
    rows: Sequence[SigningKey] | None = None
    for organisation in {each.id: each for each in organisations}.values():
        for purpose, roots in _told(organisation, tools):
            rows = queries.list_keys() if rows is None else rows
            known = roots_among(rows, organisation, purpose=purpose)
            for root in roots:
                if root not in known:
                    _keep(work, organisation, root=root, purpose=purpose)


def _told(
    organisation: Organisation, tools: Tools
) -> Iterator[tuple[KeyPurpose, Sequence[OutsideRoot]]]:
    """Yield what is set of an organisation's roots elsewhere."""
    if (sealer := sealer_of(organisation, tools)) is not None:
        yield KeyPurpose.SEAL_ROOT, sealer.roots
    if people := people_of(organisation, tools):
        yield KeyPurpose.SIGN_ROOT, people


def roots_among(
    rows: Iterable[SigningKey],
    organisation: Organisation,
    *,
    purpose: KeyPurpose = KeyPurpose.SEAL_ROOT,
) -> tuple[OutsideRoot, ...]:
    """Return what is known now of the roots elsewhere of an organisation, oldest first."""
    found = {}
    for row in rows:
        if row.purpose == purpose and row.organisation_id == organisation.id:
            root = OutsideRoot.from_json(json.loads(row.material))
            found[trust.fingerprint(root.certificate)] = root
    return tuple(found.values())


def expected_seal(
    bundle: TrustBundle, field: str, *, code: str, certificate: str = "", **told: Any
) -> ExpectedSeal:
    """Return what is expected in the field of a seat, with the roots it may come from.

    Args:
        code: of the organisation.
        certificate: SHA-256 of the one the person signed with; empty where a seal stands.
        told: the rest of what is on record.
    """
    if certificate:
        roots = bundle.people.get(code, ())
        return ExpectedSeal(field, (), outside=tuple(roots), certificate=certificate, **told)
    own, elsewhere = bundle.parties.get(code, ()), bundle.outside.get(code, ())
    return ExpectedSeal(field, tuple(own), outside=tuple(elsewhere), **told)


def _keep(
    work: Work, organisation: Organisation, *, root: OutsideRoot, purpose: KeyPurpose
) -> None:
    told = root.as_json()
    row = SigningKey(
        id=ids.new_id(),
        organisation_id=organisation.id,
        purpose=purpose,
        material=json.dumps(told, sort_keys=True).encode(),
        made_at=clock.now(),
    )
    work.add(row)
    work.settle()
    is_seal = purpose == KeyPurpose.SEAL_ROOT
    work.record(
        ReportAction.SEAL_ROOT_TAKEN if is_seal else ReportAction.SIGN_ROOT_TAKEN,
        row,
        organisation=organisation.code,
        root_sha256=told["sha256"],
        identifier=root.identifier,
        begins_at=told["from"],
        ends_at=told["until"],
        withdrawn=len(root.withdrawn),
    )
