"""The certificate of destruction (verklaring van vernietiging), printed from a list carried out.

Source: Archiefbesluit 1995, article 8: a declaration that tells at least which records were
destroyed, on what ground, and in what way. In Dutch, as reports are; the same list gives the same
bytes. It holds no title and no content: ids, kinds, sizes and hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.adapters import pdf
from app.adapters.fonts import packaged_fonts
from app.closing import queries
from app.closing.actions import ClosingAction
from app.closing.models import Destruction, DestructionLine, Ground, Layer
from app.closing.policy import DestructionPermission, Listed
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import NotFound
from app.kernel.work import begin_work

TEMPLATE = Path(__file__).parents[3] / "templates" / "reports" / "certificate.typ"
GROUNDS = {
    Ground.TERM: "De bewaartermijn van de selectielijst is verstreken",
    Ground.COPY: "Het zijn kopieën; de archiefstukken bewaart de organisatie zelf",
}
LAYERS = {
    Layer.SHARED: "Wat met anderen gedeeld kon worden",
    Layer.PRIVATE: "De eigen laag van de organisatie",
}


def take_certificate(actor: Actor, listed: Listed) -> bytes:
    """Print the certificate of what was destroyed of a list; that one took it along is recorded.

    Raises:
        NotFound: it was not carried out yet, or stopped before anything was gone.
    """
    lines = queries.list_lines(listed.destruction)
    if not listed.destruction.is_certified_by(lines):
        raise NotFound
    printed = print_certificate(listed.destruction, lines, ref=listed.workspace.ref)
    with begin_work(actor) as work:
        require(actor, DestructionPermission.VIEW, listed.workspace)
        work.record(ClosingAction.TOOK_CERTIFICATE, listed.destruction)
    return printed


def print_certificate(
    destruction: Destruction, lines: Sequence[DestructionLine], *, ref: str
) -> bytes:
    """Print the certificate of a list that was carried out, or stopped half-way: of what is gone.

    Args:
        ref: what people call the workspace.
    """
    approved_at = destruction.approved_at
    gone = [each for each in lines if each.destroyed_at is not None]
    done_at = destruction.done_at or max(each.destroyed_at for each in gone if each.destroyed_at)
    if not gone or approved_at is None or destruction.approved_by is None:
        raise ValueError("only what was carried out is certified")
    approver = destruction.approver.name if destruction.approver else ""
    told = {
        "reference": ref,
        "date": done_at.astimezone(HOME_ZONE).date().isoformat(),
        "owner": destruction.organisation.name,
        "layer": LAYERS[destruction.layer],
        "ground": GROUNDS[destruction.ground],
        "source": f"{destruction.item} {destruction.source}".strip(),
        "proposed": f"{destruction.proposed_by.name}, {_moment(destruction.proposed_at)}",
        "approved": f"{destruction.approved_by.name} ({approver}), {_moment(approved_at)}",
        "done": _moment(done_at),
        "fingerprint": destruction.sha256.hex(),
        "lines": [
            {
                "document": str(each.document_id),
                "number": each.number,
                "kind": each.media_type,
                "size": each.size,
                "sha256": each.sha256.hex(),
            }
            for each in gone
        ],
        "part": _part(lines, gone) if destruction.done_at is None else "",
    }
    return pdf.render(TEMPLATE, told, fonts=packaged_fonts()).content


def _part(lines: Sequence[DestructionLine], gone: Sequence[DestructionLine]) -> str:
    """Say how much of a list that was stopped half-way is gone."""
    of, done = (len({each.document_id for each in some}) for some in (lines, gone))
    return f"Van deze lijst zijn {done} van {of} documenten vernietigd. Daarna is ze gestopt."


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(HOME_ZONE):%d-%m-%Y %H.%M} uur"
