"""What somebody's own sign-in provider signed about a decision: kept, for their own people.

The provider's token says who came, when and how surely, and has the nonce that is derived from the
decision. So the organisation of who decided can show, without us, that its own provider let that
person confirm exactly this. Its fingerprint stands in the log and with the decision, for everybody;
the token itself names the person as the provider does, and is for the own organisation alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.adapters.keys import Wrapping
from app.identity.models import FreshSignIn
from app.identity.service.signed_answers import SignedAnswer
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import Work
from app.reports import queries
from app.reports.models import KeptAnswer, Report, Seat
from app.reports.service.readme import path_of_answer


def keep(work: Work, seat: Seat, *, ticket: FreshSignIn) -> None:
    """Keep the answer of the sign-in by which a seat, or one of its holders, decided.

    Nothing is kept where no provider signed: in the told story of the demonstration.
    """
    if ticket.answer is None or ticket.answer_sha256 is None:
        return
    work.add(
        KeptAnswer(
            id=ticket.id,
            seat_id=seat.id,
            report_id=seat.report_id,
            workspace_id=seat.workspace_id,
            organisation_id=seat.organisation_id,
            person_id=ticket.person_id,
            answer=ticket.answer,
            sha256=ticket.answer_sha256,
            decided_at=clock.now(),
        )
    )


def told(ticket: FreshSignIn) -> dict[str, str]:
    """Return what everybody is told of the answer: its fingerprint, when there is one."""
    return {} if ticket.answer_sha256 is None else {"answer_sha256": ticket.answer_sha256.hex()}


def parts_for(actor: Actor, report: Report, *, master: Wrapping) -> Mapping[str, bytes]:
    """Return the answers about a report that the actor's own organisation may have, as files.

    Raises:
        NotAuthentic: one was changed, or put in the place of another.
    """
    fields = {each.id: each.field_name for each in report.seats}
    subjects = _subjects(report)
    found: dict[str, bytes] = {}
    for kept in queries.list_answers(actor, report):
        answer = SignedAnswer.open(kept.answer, kept.id, master=master)
        told_of_it = {
            "seat": fields[kept.seat_id],
            "by": kept.person.name,
            "at": kept.decided_at.isoformat(),
            "sub": subjects.get(kept.sha256.hex()),
            "token": answer.token,
            "token_sha256": answer.sha256.hex(),
            "key": dict(answer.key),
        }
        name = path_of_answer(fields[kept.seat_id], len(found) + 1)
        found[name] = json.dumps(told_of_it, indent=2, sort_keys=True).encode() + b"\n"
    return found


def _subjects(report: Report) -> Mapping[str, str]:
    """Return how the provider called who decided, as we noted it, by the answer's fingerprint."""
    proofs = [each.proof or {} for each in report.seats]
    proofs += [voice.proof for each in report.seats for voice in each.voices]
    return {
        each["answer_sha256"]: each["claims"]["sub"] for each in proofs if "answer_sha256" in each
    }
