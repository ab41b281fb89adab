"""Whether a report can still be checked today, and why not, in words.

The seals say what was so when they were placed (`verifying`); what they lean on ends. The chain of
proof carries that on (`app.adapters.proofs`, made by `renewing`). Once it has ended the answer is
*onbekend*: mere age makes nothing valid, and nothing invalid.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.adapters import proofs
from app.adapters.pades import Answer, Verdict
from app.adapters.proofs import Chain, Claim, ProofFault, ProofVerdict
from app.adapters.trust import TrustBundle
from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from app.kernel.text import _
from app.reports.service.faults import PROOF_WORDS
from app.reports.service.records import KnownReport


def prove(
    pdf: bytes,
    verdict: Verdict,
    *,
    known: KnownReport | None,
    trust: TrustBundle,
    chain: Chain | None = None,
) -> ProofVerdict | None:
    """Judge whether a file can still be checked; None when there is nothing to say that of.

    Args:
        chain: one that was handed in, in the place of what is on record.
    """
    if known is None or verdict.hold is None:
        return None
    is_newest = bool(known.fingerprints) and verdict.sha256 == known.fingerprints[-1]
    kept = chain or known.chain
    links = kept.links if kept and is_newest else ()
    claim = Claim(
        subject=known.id,
        pdf=pdf,
        hold=verdict.hold,
        leaf=kept.leaf if kept else None,
        leaf_sha256=known.leaf_sha256,
        recorded=known.renewals if is_newest else None,
    )
    return proofs.judge(links, claim, roots=trust.stampers, now=clock.now())


def answer_of(proof: ProofVerdict | None) -> Answer:
    """Return what a chain of proof lets the answer be at best."""
    if proof is None or proof.holds:
        return Answer.VALID
    is_doubt = all(each.is_doubt for each in proof.faults)
    return Answer.UNKNOWN if is_doubt else Answer.INVALID


def reasons_of(proof: ProofVerdict | None) -> list[str]:
    """Say what is wrong with a chain of proof, or until when it holds and how it was renewed."""
    if proof is None:
        return []
    said = [str(PROOF_WORDS[each]) for each in proof.faults if each in PROOF_WORDS]
    if ProofFault.LAPSED in proof.faults:
        said.append(
            _(
                "The proof of the moment ended on %(day)s and was not renewed in time.",
                day=_day(proof.until),
            )
        )
    said += [
        _(
            "The proof was renewed on %(day)s by %(name)s, to be checked until %(end)s.",
            day=_day(each.at),
            name=each.by,
            end=_day(each.until),
        )
        for each in proof.links
    ]
    if proof.holds:
        said.append(_("This can be checked until %(day)s.", day=_day(proof.until)))
    return said


def as_json(proof: ProofVerdict | None) -> dict[str, Any] | None:
    """Return a chain of proof as the command line and the API give it."""
    if proof is None:
        return None
    return {
        "until": proof.until.isoformat(),
        "faults": [each.value for each in proof.faults],
        "renewals": [
            {
                "number": each.number,
                "hash": each.name,
                "at": each.at.isoformat(),
                "by": each.by,
                "until": each.until.isoformat(),
            }
            for each in proof.links
        ],
    }


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HOME_ZONE):%d-%m-%Y}"
