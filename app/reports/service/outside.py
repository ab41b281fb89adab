"""Organisations whose seal is made with a key that is kept elsewhere.

What their seals are checked with is kept as it was told: a root with whose certificates under it
are the organisation's, and from when until when. What changes is kept beside what was, and the
newest counts, so that the number of the trust bundle goes up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from app.adapters import trust
from app.adapters.sealers import Sealer
from app.adapters.trust import OutsideRoot
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


def keep_roots(work: Work, organisations: Iterable[Organisation], *, tools: Tools) -> None:
    """Keep the roots that seals of some organisations come from, when they are new or changed."""
    rows: Sequence[SigningKey] | None = None
    for organisation in {each.id: each for each in organisations}.values():
        sealer = sealer_of(organisation, tools)
        if sealer is None:
            continue
        rows = queries.list_keys() if rows is None else rows
        known = roots_among(rows, organisation)
        for root in sealer.roots:
            if root not in known:
                _keep(work, organisation, root=root)


def roots_among(rows: Iterable[SigningKey], organisation: Organisation) -> tuple[OutsideRoot, ...]:
    """Return what is known now of the roots elsewhere of an organisation, oldest first."""
    found = {}
    for row in rows:
        if row.purpose == KeyPurpose.SEAL_ROOT and row.organisation_id == organisation.id:
            root = OutsideRoot.from_json(json.loads(row.material))
            found[trust.fingerprint(root.certificate)] = root
    return tuple(found.values())


def _keep(work: Work, organisation: Organisation, *, root: OutsideRoot) -> None:
    told = root.as_json()
    row = SigningKey(
        id=ids.new_id(),
        organisation_id=organisation.id,
        purpose=KeyPurpose.SEAL_ROOT,
        material=json.dumps(told, sort_keys=True).encode(),
        made_at=clock.now(),
    )
    work.add(row)
    work.settle()
    work.record(
        ReportAction.SEAL_ROOT_TAKEN,
        row,
        organisation=organisation.code,
        root_sha256=told["sha256"],
        identifier=root.identifier,
        begins_at=told["from"],
        ends_at=told["until"],
        withdrawn=len(root.withdrawn),
    )
