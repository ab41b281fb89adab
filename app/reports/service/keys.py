"""Keys of the built-in certificate authority: the platform's, one per organisation, one for time.

They are made when first needed.

Each has a root of its own; its seal is issued under it. Private parts are wrapped by the master
key. An organisation can have its key elsewhere instead (`outside`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters import certificates, trust
from app.adapters.certificates import Credential, KeyKind, Party
from app.adapters.keys import MasterKey
from app.adapters.timestamps import TimeStamper
from app.adapters.timestamps.own import OwnStamper
from app.adapters.trust import OutsideRoot, TrustBundle
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock, ids, turns
from app.kernel.access import Actor, require
from app.kernel.turns import Turn
from app.kernel.work import Work, begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import KeyPurpose, SigningKey
from app.reports.policy import ReportPermission
from app.reports.service import outside
from app.reports.service.files import Tools

PLATFORM = Party("Samenzicht", "SZ:NL-samenzicht")
PLATFORM_CODE = ""
STAMPER = Party("Samenzicht tijdstempels", "SZ:NL-samenzicht")
FOR_TIME = frozenset({KeyPurpose.STAMP, KeyPurpose.STAMP_ROOT})
RENEW_BEFORE = timedelta(days=365)
"""A seal and a time stamp hold at least this long, so that of a round that takes months the first
ones still hold when the last one follows."""
MAKING_KEYS = Turn("keys and the roots that are kept")
"""Makers of keys wait for each other; a constraint cannot hold that there is one platform key."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A root and the seal under it."""

    root: Credential
    seal: Credential


def keys_for(
    work: Work, organisations: Iterable[Organisation], *, master: MasterKey
) -> dict[str, KeyPair]:
    """Return the platform's keys (under `PLATFORM_CODE`) and those of some organisations, by code.

    What is missing is made now, and so is a new seal in the place of one that is nearly worn: under
    the same root, or under a new one when that would end before the seal.
    """
    owners: dict[str, Organisation | None] = {PLATFORM_CODE: None}
    owners.update((each.code, each) for each in organisations)
    rows = _rows(owners)
    if any(code not in rows or _is_worn(rows[code]) for code in owners):
        turns.wait_for(MAKING_KEYS.of())
        rows = _rows(owners)
    for code, owner in owners.items():
        if code not in rows:
            rows[code] = _make(work, owner, master=master)
        elif _is_worn(rows[code]) and _outlives_a_seal(rows[code]):
            _renew(work, rows[code], organisation=owner, master=master)
        elif _is_worn(rows[code]):
            rows[code] = _make(work, owner, master=master)
    return {code: _opened(row.material, master) for code, row in rows.items()}


def older_keys(work: Work, organisation: Organisation, *, master: MasterKey) -> tuple[KeyPair, ...]:
    """Return the keys an organisation had under roots before its newest, newest first.

    What was frozen before takes a seal under the root of that time alone, so a worn one is issued
    again as long as its root lasts.
    """
    rows = [row for row in queries.list_keys() if _is_seal_of(row, organisation)][:-1]
    moment = clock.now()
    lasting = [row for row in reversed(rows) if _root_of(row).not_valid_after_utc > moment]
    if any(map(_is_spent, lasting)):
        turns.wait_for(MAKING_KEYS.of())
        for row in filter(_is_spent, lasting):
            _renew(work, row, organisation=organisation, master=master)
    return tuple(_opened(row.material, master) for row in lasting)


def _is_seal_of(row: SigningKey, organisation: Organisation) -> bool:
    return row.purpose == KeyPurpose.SEAL and row.organisation_id == organisation.id


def _rows(owners: Mapping[str, Organisation | None]) -> dict[str, SigningKey]:
    seals = (row for row in queries.list_keys() if row.purpose == KeyPurpose.SEAL)
    by_owner = {row.organisation_id: row for row in seals}
    ids_of = {code: None if owner is None else owner.id for code, owner in owners.items()}
    return {code: by_owner[key] for code, key in ids_of.items() if key in by_owner}


def trust_bundle() -> TrustBundle:
    """Return the roots of the platform and of each organisation, to check signed files with."""
    rows, codes = queries.list_keys(), identity.organisations_by_id()
    parties: dict[str, tuple[x509.Certificate, ...]] = {}
    for row in rows:
        if row.organisation_id is not None and row.purpose == KeyPurpose.SEAL:
            code = codes[row.organisation_id].code
            parties[code] = (*parties.get(code, ()), _root_of(row))
    return TrustBundle(
        version=len(rows),
        made_at=max((row.made_at for row in rows), default=clock.now()),
        platform=tuple(
            _root_of(row)
            for row in rows
            if row.organisation_id is None and row.purpose == KeyPurpose.SEAL
        ),
        parties=parties,
        stampers=tuple(_root_of(row) for row in rows if row.purpose in FOR_TIME),
        outside=_elsewhere(rows, codes, purpose=KeyPurpose.SEAL_ROOT),
        people=_elsewhere(rows, codes, purpose=KeyPurpose.SIGN_ROOT),
    )


def _elsewhere(
    rows: Sequence[SigningKey], codes: Mapping[UUID, Organisation], *, purpose: KeyPurpose
) -> dict[str, tuple[OutsideRoot, ...]]:
    """Return the roots elsewhere for one purpose, by the code of their organisation."""
    owners = dict.fromkeys(row.organisation_id for row in rows if row.purpose == purpose)
    return {
        codes[each].code: outside.roots_among(rows, codes[each], purpose=purpose)
        for each in owners
        if each is not None
    }


def keep_roots_elsewhere(actor: Actor, *, tools: Tools) -> None:
    """Keep what is set now of all roots elsewhere, before anybody seals or freezes anything.

    So a certificate that was withdrawn is believed no more for what was sealed with it already.
    """
    told = tools.sealers
    codes = () if told is None else tuple(dict.fromkeys([*told.by_code, *told.people]))
    found = [each for each in map(identity.find_organisation, codes) if each is not None]
    if not found:
        return
    with begin_work(actor) as work:
        turns.wait_for(MAKING_KEYS.of())
        for organisation in found:
            require(actor, ReportPermission.KEEP_ROOTS, organisation)
        outside.keep_roots(work, found, tools=tools)


def stamper_for(work: Work, *, master: MasterKey, chosen: TimeStamper | None) -> TimeStamper:
    """Return who puts the time on seals: who was chosen, else our own authority.

    Its roots are kept: what it stamped stays stamped when another takes its place.
    """
    if chosen is not None:
        _keep_roots(work, chosen.roots)
        return chosen
    row = _own_stamper()
    if row is None or _is_worn(row):
        turns.wait_for(MAKING_KEYS.of())
        row = _own_stamper()
    if row is None or _is_worn(row):
        row = _make_stamper(work, worn=row, master=master)
    return OwnStamper(_opened(row.material, master).seal)


def _own_stamper() -> SigningKey | None:
    rows = [row for row in queries.list_keys() if row.purpose == KeyPurpose.STAMP]
    return rows[-1] if rows else None


def _make_stamper(work: Work, *, worn: SigningKey | None, master: MasterKey) -> SigningKey:
    """Make our own authority, or give it a new certificate under the same root.

    When its root would end before that certificate, a new one takes its place; the old one stays
    to check with. Its keys are of P-256: another signature on each seal must cost next to nothing.
    """
    moment = clock.now()
    root = None if worn is None else _opened(worn.material, master).root
    if root is None or root.expires_at - moment < certificates.SEAL_LIFE:
        worn, root = None, certificates.create_root(STAMPER, now=moment, kind=KeyKind.EC_P256)
    pair = KeyPair(root, certificates.issue_stamper(root, STAMPER, now=moment))
    material = _packed(pair, master=master)
    if worn is None:
        return _add_stamper(work, material, purpose=KeyPurpose.STAMP)
    worn.material = material
    work.settle()
    _record_stamper(work, worn)
    return worn


def _keep_roots(work: Work, roots: Iterable[x509.Certificate]) -> None:
    """Keep the roots of an authority outside, each once."""
    known = {_root_of(row) for row in queries.list_keys() if row.purpose in FOR_TIME}
    if known.issuperset(roots):
        return
    turns.wait_for(MAKING_KEYS.of())
    known = {_root_of(row) for row in queries.list_keys() if row.purpose in FOR_TIME}
    for root in roots:
        if root not in known:
            parts = {"root_certificate": root.public_bytes(Encoding.DER)}
            _add_stamper(work, _written(parts), purpose=KeyPurpose.STAMP_ROOT)


def _add_stamper(work: Work, material: bytes, *, purpose: KeyPurpose) -> SigningKey:
    row = SigningKey(id=ids.new_id(), purpose=purpose, material=material, made_at=clock.now())
    work.add(row)
    work.settle()
    _record_stamper(work, row)
    return row


def _record_stamper(work: Work, row: SigningKey) -> None:
    root_sha256 = trust.fingerprint(_root_of(row))
    work.record(ReportAction.STAMPER_TAKEN, row, root_sha256=root_sha256, purpose=str(row.purpose))


def _make(work: Work, organisation: Organisation | None, *, master: MasterKey) -> SigningKey:
    moment = clock.now()
    party = _party(organisation)
    root = certificates.create_root(party, now=moment)
    pair = KeyPair(root, _issue(root, organisation, moment=moment))
    row = SigningKey(
        id=ids.new_id(),
        organisation_id=None if organisation is None else organisation.id,
        material=_packed(pair, master=master),
        made_at=moment,
    )
    work.add(row)
    work.settle()
    _record(work, row, organisation=organisation, pair=pair)
    return row


def _renew(
    work: Work, row: SigningKey, *, organisation: Organisation | None, master: MasterKey
) -> None:
    """Issue a new seal under the same root; what the old one sealed stays sealed."""
    root = _opened(row.material, master).root
    pair = KeyPair(root, _issue(root, organisation, moment=clock.now()))
    row.material = _packed(pair, master=master)
    work.settle()
    _record(work, row, organisation=organisation, pair=pair)


def _record(
    work: Work, row: SigningKey, *, organisation: Organisation | None, pair: KeyPair
) -> None:
    work.record(
        ReportAction.KEY_MADE,
        row,
        organisation=None if organisation is None else organisation.code,
        root_sha256=trust.fingerprint(pair.root.certificate),
        seal_sha256=trust.fingerprint(pair.seal.certificate),
    )


def _party(organisation: Organisation | None) -> Party:
    if organisation is None:
        return PLATFORM
    return Party(organisation.name, f"SZ:NL-{organisation.code}")


def _issue(root: Credential, organisation: Organisation | None, *, moment: datetime) -> Credential:
    issue = certificates.issue_platform_seal if organisation is None else certificates.issue_seal
    return issue(root, _party(organisation), now=moment)


def _packed(pair: KeyPair, *, master: MasterKey) -> bytes:
    """Write root and seal, their private parts wrapped, and the root's certificate openly."""
    parts = {
        "root": certificates.to_bytes(pair.root, wrapping=master, purpose="root"),
        "seal": certificates.to_bytes(pair.seal, wrapping=master, purpose="seal"),
        "root_certificate": pair.root.certificate.public_bytes(Encoding.DER),
        "worn_at": pair.seal.expires_at.isoformat().encode(),
    }
    return _written(parts)


def _written(parts: Mapping[str, bytes]) -> bytes:
    return json.dumps(
        {name: base64.b64encode(value).decode() for name, value in parts.items()}, sort_keys=True
    ).encode()


def _part(material: bytes, name: str) -> bytes:
    return base64.b64decode(json.loads(material)[name])


def _root_of(row: SigningKey) -> x509.Certificate:
    return x509.load_der_x509_certificate(_part(row.material, "root_certificate"))


def _is_worn(row: SigningKey) -> bool:
    return _worn_at(row) - RENEW_BEFORE <= clock.now()


def _is_spent(row: SigningKey) -> bool:
    """Tell whether nothing can be sealed with it any more."""
    return _worn_at(row) <= clock.now()


def _worn_at(row: SigningKey) -> datetime:
    return datetime.fromisoformat(_part(row.material, "worn_at").decode())


def _outlives_a_seal(row: SigningKey) -> bool:
    """Tell whether the root lasts as long as a new seal under it."""
    return _root_of(row).not_valid_after_utc - clock.now() >= certificates.SEAL_LIFE


@lru_cache(maxsize=64)
def _opened(material: bytes, master: MasterKey) -> KeyPair:
    """Load the keys; what was loaded is kept."""
    return KeyPair(
        root=certificates.from_bytes(_part(material, "root"), wrapping=master, purpose="root"),
        seal=certificates.from_bytes(_part(material, "seal"), wrapping=master, purpose="seal"),
    )
