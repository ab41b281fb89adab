"""The log for partners' systems: every line, with its content only where it may be read."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.identity.policy import IdentityPermission
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit import reading
from app.kernel.audit.reading import Choice, Line
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, PAGING, Gives, query
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
)
from app.kernel.words import whole_number
from app.oversight import platform, proofs, queries
from app.oversight.policy import withheld_from
from app.oversight.proofs import Logged, Proof
from app.oversight.views.verifying import answer_note
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

blueprint = GuardedBlueprint("oversight_api", __name__, url_prefix="/api/v1")

MOST_LINES = 999_999_999_999_999
INDEX = query("index", "Which line, from 0.", is_required=True, type="integer", minimum=0)
SIZE = query("size", "Of how many lines; all there are when left out.", type="integer", minimum=1)
FROM = query("from", "The smaller size.", is_required=True, type="integer", minimum=1)
TO = query("to", "The larger size; all there are when left out.", type="integer", minimum=1)


@blueprint.route(
    "/workspaces/<ref:ref>/log",
    needs=WorkspacePermission.VIEW,
    writes_on_get=True,
    asks=PAGING,
    gives=LIST,
)
def log(ref: str) -> Response:
    """Give lines of the log, newest first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    past = _past(reading.size_of(db.session(), workspace.id))
    lines = queries.list_lines(workspace, choice=Choice(), past=past, limit=asked_limit())
    note_taking(actor, Listed.LOG, places=[workspace], rows=len(lines))
    oldest = lines[-1].index if lines else 0
    following = make_cursor(oldest) if oldest > 0 else None
    return answer_json({"items": [_item(actor, line) for line in lines], "next": following})


@blueprint.route(
    "/workspaces/<ref:ref>/log/checkpoint",
    needs=WorkspacePermission.VIEW,
    gives=Gives(media="text/plain"),
)
def checkpoint(ref: str) -> Response:
    """Give the newest signed checkpoint of the log (C2SP signed note)."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    note, _size = proofs.get_note(workspace)
    return answer_note(note)


@blueprint.route(
    "/workspaces/<ref:ref>/log/proof", needs=WorkspacePermission.VIEW, asks=(INDEX, SIZE)
)
def proof(ref: str) -> Response:
    """Prove that the line ``?index=`` is in the log of ``?size=`` lines (RFC 6962)."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    return _proven(workspace)


@blueprint.route(
    "/workspaces/<ref:ref>/log/consistency", needs=WorkspacePermission.VIEW, asks=(FROM, TO)
)
def consistency(ref: str) -> Response:
    """Prove that the log of ``?to=`` lines begins with that of ``?from=`` (RFC 6962)."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    return _consistent(workspace)


def _proven(log: Logged) -> Response:
    index, size = _asked("index"), _asked("size")
    if index is None:
        raise WrongInput([("index", _("This field is missing."))])
    found = proofs.prove_inclusion(log, index=index, size=size)
    return answer_json({"index": index, **_proof(found)})


def _consistent(log: Logged) -> Response:
    old, new = _asked("from"), _asked("to")
    if old is None:
        raise WrongInput([("from", _("This field is missing."))])
    return answer_json({"from": old, **_proof(proofs.prove_consistency(log, old=old, new=new))})


def _asked(name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    number = whole_number(given, most=MOST_LINES)
    if number is None:
        raise WrongInput([(name, _("This value cannot be used here."))])
    return number


def _proof(found: Proof) -> dict[str, Any]:
    leaf = {"leaf_hash": found.leaf_hash.hex()} if found.leaf_hash else {}
    hashes = [each.hex() for each in found.hashes]
    return {"size": found.size, "root": found.root.hex(), "hashes": hashes, **leaf}


def _past(size: int) -> int:
    cursor = asked_cursor(1)
    if cursor is None:
        return size
    try:
        return min(int(cursor[0]), size)
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None


def _item(actor: Actor, line: Line) -> dict[str, Any]:
    happening = line.happening
    if happening is None:
        told = {"index": line.index, "leaf_hash": line.leaf_hash.hex()}
        return told if line.erased is None else {**told, "erased": proofs.erased_of(line.erased)}
    withheld = withheld_from(actor, happening)
    told = {
        "index": line.index,
        "leaf_hash": line.leaf_hash.hex(),
        "at": happening.at.isoformat(),
        "action": happening.action,
        "actor": str(happening.actor_id) if happening.actor_id else happening.actor_name,
        "organisation": str(happening.organisation_id) if happening.organisation_id else None,
        "object": {
            "kind": happening.object_kind,
            "id": str(happening.object_id) if happening.object_id else None,
        },
        "facts": {name: fact for name, fact in happening.facts.items() if name not in withheld},
    }
    if withheld:
        return {**told, "withheld": sorted(withheld)}
    return {**told, "salt": happening.salt.hex(), "entry": happening.entry}


@blueprint.route("/platform-log", needs=IdentityPermission.READ_TRUST, asks=PAGING, gives=LIST)
def platform_log() -> Response:
    """Give lines of the installation's log, newest first; content only where it concerns trust."""
    actor = current_actor()
    log = platform.get_platform_log(actor)
    past = _past(reading.size_of(db.session(), log.id))
    lines = reading.list_lines(db.session(), log.id, past=past, limit=asked_limit())
    oldest = lines[-1].index if lines else 0
    following = make_cursor(oldest) if oldest > 0 else None
    return answer_json({"items": [_item(actor, line) for line in lines], "next": following})


@blueprint.route(
    "/platform-log/checkpoint",
    needs=IdentityPermission.READ_TRUST,
    gives=Gives(media="text/plain"),
)
def platform_checkpoint() -> Response:
    """Give the newest signed checkpoint of the installation's log (C2SP signed note)."""
    note, _size = proofs.get_note(platform.get_platform_log(current_actor()))
    return answer_note(note)


@blueprint.route("/platform-log/proof", needs=IdentityPermission.READ_TRUST, asks=(INDEX, SIZE))
def platform_proof() -> Response:
    """Prove that the line ``?index=`` is in the log of ``?size=`` lines (RFC 6962)."""
    return _proven(platform.get_platform_log(current_actor()))


@blueprint.route("/platform-log/consistency", needs=IdentityPermission.READ_TRUST, asks=(FROM, TO))
def platform_consistency() -> Response:
    """Prove that the log of ``?to=`` lines begins with that of ``?from=`` (RFC 6962)."""
    return _consistent(platform.get_platform_log(current_actor()))
