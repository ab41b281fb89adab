"""Checking what a sign-in provider signed about decisions, by an evidence pack alone.

It asks no server and no database, so who trusts neither can run it: the signature over each answer
holds under the key beside it; its nonce is derived from the decision as told, which is about the
file that lies there and about that seat; issuer, person, moment and level are those that were
noted; its fingerprint stands with the decision and in the log, where the same person decided the
same about the same report; and no answer is missing of which the log tells. Whose key it is it
cannot tell: the key is the one we fetched that day. Nor can it tell how the person is called.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.adapters.openid import SignInRefused, open_kept
from app.identity.service.sign_in import derive_nonce
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.reports.actions import DECIDED
from app.reports.models import SeatStatus
from app.reports.service import readme

NOTED = ("iss", "acr", "auth_time", "nonce")
"""What of the sign-in was noted with the decision, for everybody."""
_END = re.compile(rb"(?P<mark>%%EOF)(?:\r\n|\n|\r)?")
IN_THE_LOG = frozenset(str(each) for each in DECIDED.values())


class AnswerFault(StrEnum):
    """Why a signed answer does not prove the decision it stands with."""

    UNREADABLE = "unreadable"
    NOT_SIGNED = "not_signed"
    UNKNOWN = "unknown"
    OTHER_DECISION = "other_decision"
    OTHER_REPORT = "other_report"
    NOTED_OTHERWISE = "noted_otherwise"
    NOT_IN_LOG = "not_in_log"
    MISSING = "missing"


WORDS = {
    AnswerFault.UNREADABLE: lazy("This file cannot be read as a signed answer."),
    AnswerFault.NOT_SIGNED: lazy("The answer is not signed by the key that stands with it."),
    AnswerFault.UNKNOWN: lazy("No decision of this seat was told with this very answer."),
    AnswerFault.OTHER_DECISION: lazy("The provider confirmed another decision than this one."),
    AnswerFault.OTHER_REPORT: lazy(
        "The provider confirmed a decision about another file or another seat than this one."
    ),
    AnswerFault.NOTED_OTHERWISE: lazy(
        "Who signed in, where, when or how surely was noted otherwise than the provider signed."
    ),
    AnswerFault.NOT_IN_LOG: lazy("The log has no line of this decision with this very answer."),
    AnswerFault.MISSING: lazy("The answer to a decision of this seat is missing."),
}
PROVES = lazy(
    "Proven: whoever has the key beside each answer signed that this person signed in for this very"
    " decision, at that moment."
)
PROVES_NOT = lazy(
    "Not proven: whose key it is. It is the key that Samenzicht fetched from the provider that day;"
    " ask who runs the provider. The name is how Samenzicht knew the person; the provider knows who"
    " has the number behind it. Whether logboek.json is the log itself is checked with the program"
    " on the page of the log."
)


@dataclass(frozen=True, slots=True)
class AnswerVerdict:
    """What was found of one answer; right without a fault."""

    seat: str
    by: str = ""
    subject: str = ""
    """How the provider calls who signed in."""
    signed_in_at: datetime | None = None
    faults: tuple[AnswerFault, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What is wrong, in the reader's language."""
        return tuple(str(WORDS[each]) for each in self.faults)


@dataclass(frozen=True, slots=True)
class _Pack:
    """What an unpacked evidence pack tells beside the answers."""

    decisions: Sequence[Any]
    lines: Sequence[Any]
    states: frozenset[str]
    """Fingerprints of the report as it was before each of its additions, and as it is."""


def check_answers(folder: Path) -> tuple[AnswerVerdict, ...]:
    """Check every signed answer in an unpacked evidence pack, and whether one is missing.

    Raises:
        Refused: it is no evidence pack, or of an organisation that decided nothing.
    """
    decisions = _read(folder / readme.DECISIONS, kind=list)
    items = _read(folder / readme.LOG, kind=dict).get("items")
    pack = _Pack(decisions, items if isinstance(items, list) else [], _states(folder / readme.PDF))
    paths = sorted((folder / readme.ANSWERS_AT).glob("*.json"))
    if not paths:
        raise Refused(
            _(
                "There are no signed answers in this folder. They stand only in the pack of the"
                " organisation that decided."
            )
        )
    found: list[AnswerVerdict] = []
    seen: set[str] = set()
    for path in paths:
        told = _told(path)
        seen.add(_fingerprint(told.get("token")))
        found.append(_judge(told, pack, name=path.stem))
    return (*found, *_missing(pack, seen=seen, seats={each.seat for each in found}))


def _states(path: Path) -> frozenset[str]:
    """Return the fingerprints of a PDF up to each of its ends: additions come behind an end."""
    try:
        content = path.read_bytes()
    except OSError:
        return frozenset()
    digest, at, found = hashlib.sha256(), 0, set()
    for end in _END.finditer(content):
        for stop in (end.end("mark"), end.end()):
            digest.update(content[at:stop])
            at = stop
            found.add(digest.hexdigest())
    return frozenset(found)


def _read(path: Path, *, kind: type) -> Any:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, kind):
        raise Refused(_("This folder is no evidence pack of a report: unpack one, and name it."))
    return content


def _told(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _fingerprint(token: object) -> str:
    """Return the fingerprint of a token of any type; a file may hold what no text holds."""
    if not isinstance(token, str):
        return ""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _judge(told: Mapping[str, Any], pack: _Pack, *, name: str) -> AnswerVerdict:
    """Judge one answer: by itself, with the decision it was for, and with the log."""
    seat, by, token = told.get("seat"), told.get("by"), told.get("token")
    if not isinstance(seat, str) or not isinstance(by, str) or not isinstance(token, str):
        return AnswerVerdict(name, faults=(AnswerFault.UNREADABLE,))
    try:
        claims = open_kept(token, told.get("key"))
    except SignInRefused:
        return AnswerVerdict(seat, by, faults=(AnswerFault.NOT_SIGNED,))
    sha256 = _fingerprint(token)
    mine = (each for each in _decided(pack.decisions, seat) if each.get("answer_sha256") == sha256)
    decision = next((each for each in mine if each.get("by") == by), None)
    found = AnswerVerdict(seat, by, str(claims.get("sub", "")), _moment(claims))
    if decision is None:
        return replace(found, faults=(AnswerFault.UNKNOWN,))
    purpose = decision["purpose"] if isinstance(decision.get("purpose"), dict) else {}
    faults = []
    if not _is_for(claims, decision):
        faults.append(AnswerFault.OTHER_DECISION)
    if purpose.get("sha256") not in pack.states or purpose.get("seat") != decision.get("seat_id"):
        faults.append(AnswerFault.OTHER_REPORT)
    if not _is_as_noted(claims, decision, subject=told.get("sub")):
        faults.append(AnswerFault.NOTED_OTHERWISE)
    if not any(_tells(each, decision, seat=seat, sha256=sha256) for each in pack.lines):
        faults.append(AnswerFault.NOT_IN_LOG)
    return replace(found, faults=tuple(faults))


def _decided(decisions: Sequence[Any], seat: str) -> Iterator[Mapping[str, Any]]:
    """Yield what was decided for a seat: first by each of several, then by all together."""
    for each in decisions:
        if isinstance(each, dict) and each.get("seat") == seat:
            holders, told = each.get("holders"), {"seat_id": each.get("seat_id")}
            if isinstance(holders, list):
                yield from ({**one, **told} for one in holders if isinstance(one, dict))
            yield each


def _is_for(claims: Mapping[str, object], decision: Mapping[str, Any]) -> bool:
    """Say whether the nonce is that of the decision as it is told, file and statement included."""
    purpose = decision.get("purpose")
    if not isinstance(purpose, dict):
        return False
    try:
        nonce = derive_nonce(purpose)
    except (ValueError, RecursionError):  # of text that cannot be written none was derived
        return False
    if claims.get("nonce") != nonce:
        return False
    return all(purpose.get(name) == decision.get(name) for name in ("decision", "statement"))


def _is_as_noted(
    claims: Mapping[str, object], decision: Mapping[str, Any], *, subject: object
) -> bool:
    noted = decision.get("claims")
    if not isinstance(noted, dict) or claims.get("sub") != subject:
        return False
    return {name: noted.get(name) for name in NOTED} == {name: claims.get(name) for name in NOTED}


def _tells(line: Any, decision: Mapping[str, Any], *, seat: str, sha256: str) -> bool:
    """Say whether a line of the log is about this decision, by this person and answer."""
    facts = _facts(line)
    purpose = decision["purpose"] if isinstance(decision.get("purpose"), dict) else {}
    wanted = {
        "seat": seat,
        "answer_sha256": sha256,
        "nonce": decision.get("nonce"),
        "sha256": purpose.get("sha256"),
    }
    return (
        facts is not None
        and _action_of(decision.get("decision")) == line.get("action")
        and line.get("actor") == decision.get("by_id")
        and line.get("object") == {"kind": "report", "id": purpose.get("report")}
        and all(facts.get(name) == value for name, value in wanted.items())
    )


def _action_of(decision: object) -> str | None:
    """Return what the log calls a decision; None when it is none."""
    try:
        return str(DECIDED[SeatStatus(str(decision))])
    except (KeyError, ValueError):
        return None


def _facts(line: Any) -> Mapping[str, Any] | None:
    """Return what a line of the log tells of a decision; None when it is of something else."""
    facts = line.get("facts") if isinstance(line, dict) else None
    is_one = isinstance(facts, dict) and line.get("action") in IN_THE_LOG
    return facts if is_one else None


def _missing(pack: _Pack, *, seen: set[str], seats: set[str]) -> Iterator[AnswerVerdict]:
    """Yield the decisions of the same organisations whose answers are not there.

    As they are told, and as the log has them: what is told can be changed by who passes it on.
    """
    known = [each for each in pack.decisions if isinstance(each, dict)]
    codes = {str(each.get("organisation")) for each in known if str(each.get("seat")) in seats}
    wanted: dict[str, str] = {}
    for each in known:
        if str(each.get("organisation")) in codes:
            for one in _decided([each], str(each.get("seat"))):
                wanted.setdefault(str(one.get("answer_sha256")), str(each.get("seat")))
    for facts in filter(None, map(_facts, pack.lines)):
        if str(facts.get("organisation")) in codes:
            wanted.setdefault(str(facts.get("answer_sha256")), str(facts.get("seat")))
    for sha256, seat in wanted.items():
        if sha256 not in {*seen, str(None)}:
            yield AnswerVerdict(seat, faults=(AnswerFault.MISSING,))


def _moment(claims: Mapping[str, object]) -> datetime | None:
    moment = claims.get("auth_time")
    if not isinstance(moment, int | float):
        return None
    try:
        return datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def tell(found: Sequence[AnswerVerdict]) -> list[str]:
    """Return what was found in words, and what it proves when all is right."""
    lines = []
    for each in found:
        said = each.words or (_("right"),)
        who = ", ".join(filter(None, (each.seat, each.by, each.subject)))
        if each.signed_in_at is not None:
            who += f" ({each.signed_in_at.astimezone(HOME_ZONE):%d-%m-%Y %H:%M:%S})"
        lines.append(f"{who}: {' '.join(said)}")
    if all(not each.faults for each in found):
        lines.append(str(PROVES))
    return [*lines, str(PROVES_NOT)]
