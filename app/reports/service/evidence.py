"""The evidence pack (bewijspakket): one zip with which anybody checks a report, without us.

It holds the signed file, the roots, every seal on its own, how the proof was renewed since, what
the log says of the report, the decisions with the mandates that were used, and a README with
commands for `openssl` and `pdfsig`. Of a fresh sign-in it holds what binds it to the decision, not
how the provider knows the person; the provider's own signed answers stand in the pack of the
organisation that decided by them, and in no other.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from app.adapters import pades
from app.adapters.pades import PLATFORM_FIELD, SealPart
from app.adapters.trust import TrustBundle
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.audit import reading
from app.kernel.audit.reading import Choice, Happening, Line
from app.kernel.errors import NotFound
from app.kernel.work import begin_work
from app.reports import queries
from app.reports.actions import ReportAction
from app.reports.models import Report, Seat, SeatVoice
from app.reports.policy import ReportPermission
from app.reports.service import answers, files, keys, readme, records
from app.reports.service import readme_renewals as renewals
from app.reports.service.files import Tools

CLAIMS = ("iss", "acr", "auth_time", "nonce")
"""What of the provider's answer stands in the pack."""
MOST_ENTRIES = 1000
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The moment of every part of the zip, so that the same evidence gives the same bytes."""


def make_pack(actor: Actor, report: Report, *, tools: Tools) -> bytes:
    """Return the evidence of a frozen report as a zip, and write down that it left.

    Raises:
        NotFound: the report is still a draft, so there is nothing to check.
    """
    file = report.file
    if file is None:
        raise NotFound
    with begin_work(actor) as work:
        require(actor, ReportPermission.DOWNLOAD, report)
        content = files.content_of(file, workspace=report.workspace, tools=tools)
        signed = answers.parts_for(actor, report, master=tools.master)
        parts = _parts(report, content, signed=signed)
        work.record(
            ReportAction.EVIDENCE_TAKEN, report, revision=file.revision, sha256=file.sha256.hex()
        )
    return _zipped(parts)


def _parts(report: Report, content: bytes, *, signed: Mapping[str, bytes]) -> dict[str, bytes]:
    trust, seals = keys.trust_bundle(), pades.take_out(content)
    proofs = queries.list_proofs([report.id]).get(report.id, [])
    owners = {each.field_name: each for each in report.seats}
    parts = {
        readme.PDF: content,
        readme.TRUST: trust.to_json(),
        readme.LOG: _json({"items": _entries(report), "next": None}),
        readme.DECISIONS: _json([_decision(each) for each in report.seats]),
        readme.README: readme.write(
            report, seals=seals, owners=owners, proofs=proofs, has_answers=bool(signed)
        ).encode(),
        **signed,
    }
    if (chain := records.chain_of(proofs)) is not None:
        parts |= {renewals.CHAIN: chain.to_json(), **renewals.parts(proofs)}
    parts |= {readme.path_of(each): each.cms for each in seals}
    return parts | _roots(trust, seals, owners=owners, is_renewed=bool(proofs))


def _roots(
    trust: TrustBundle, seals: list[SealPart], *, owners: Mapping[str, Seat], is_renewed: bool
) -> dict[str, bytes]:
    """Return the roots of whoever sealed this file or put the time on it, one file each."""
    codes = {owners[each.field].organisation.code for each in seals if each.field in owners}
    found = {code: _roots_of(trust, code) for code in codes}
    found[PLATFORM_FIELD] = trust.platform
    if is_renewed or any(each.stamp for each in seals):
        found[readme.STAMPERS] = trust.stampers
    return {
        readme.root_of(code): b"".join(root.public_bytes(Encoding.PEM) for root in roots)
        for code, roots in found.items()
    }


def _roots_of(trust: TrustBundle, code: str) -> tuple[Certificate, ...]:
    """Return all roots of an organisation: of its seals, and of what its people sign with."""
    told = (*trust.outside.get(code, ()), *trust.people.get(code, ()))
    elsewhere = (each.certificate for each in told)
    return (*trust.parties.get(code, ()), *elsewhere)


def _entries(report: Report) -> list[dict[str, Any]]:
    """Return what the log says of this report, oldest first, as the API writes it."""
    tree = report.log_tree_id
    lines = reading.list_chosen(
        db.session(),
        tree,
        choice=Choice(object_id=report.id),
        past=reading.size_of(db.session(), tree),
        limit=MOST_ENTRIES,
    )
    return [_entry(each, each.happening) for each in reversed(lines) if each.happening is not None]


def _entry(line: Line, happening: Happening) -> dict[str, Any]:
    return {
        "index": line.index,
        "leaf_hash": line.leaf_hash.hex(),
        "at": happening.at.isoformat(),
        "action": happening.action,
        "actor": str(happening.actor_id) if happening.actor_id else happening.actor_name,
        "organisation": str(happening.organisation_id) if happening.organisation_id else None,
        "object": {"kind": happening.object_kind, "id": str(happening.object_id)},
        "facts": happening.facts,
    }


def _decision(seat: Seat) -> dict[str, Any]:
    return {
        "seat": seat.field_name,
        "seat_id": str(seat.id),
        "organisation": seat.organisation.code,
        "office": seat.office,
        "required": seat.is_required,
        "order": seat.turn,
        "quorum": seat.quorum,
        "decision": seat.status,
        "by": seat.decided_by.name if seat.decided_by else None,
        "by_id": str(seat.decided_by_id) if seat.decided_by_id else None,
        "at": seat.decided_at.isoformat() if seat.decided_at else None,
        "statement": seat.statement,
        **_proven(seat.proof or {}),
        "sealed_at": seat.sealed_at.isoformat() if seat.sealed_at else None,
        "holders": [_voice(each) for each in seat.voices],
    }


def _voice(voice: SeatVoice) -> dict[str, Any]:
    """Return what one of several holders decided."""
    return {
        "decision": voice.status,
        "by": voice.person.name,
        "by_id": str(voice.person_id),
        "at": voice.decided_at.isoformat(),
        "statement": voice.statement,
        **_proven(voice.proof),
    }


def _proven(proof: Mapping[str, Any]) -> dict[str, Any]:
    """Return what proves a decision, without what the provider said of the person beside it."""
    claims = proof.get("claims", {})
    return {
        "mandate": proof.get("mandate"),
        "purpose": proof.get("purpose"),
        "nonce": proof.get("nonce"),
        "nonce_is": proof.get("nonce_is"),
        "answer_sha256": proof.get("answer_sha256"),
        "signed_elsewhere": proof.get("elsewhere"),
        "claims": {name: claims[name] for name in CLAIMS if name in claims},
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as pack:
        for name, content in sorted(parts.items()):
            entry = ZipInfo(name, FIRST_DAY)
            entry.compress_type = ZIP_DEFLATED
            pack.writestr(entry, content)
    return target.getvalue()
