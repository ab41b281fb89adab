"""Checking the log oneself: the page that explains it, and the files it takes."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from pathlib import Path

from flask import Response

from app.documents.service.streams import DownloadCut
from app.identity import queries as identity
from app.identity.queries import SessionLimits
from app.kernel import work
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import House, current_house
from app.kernel.web.leaving import current_leaving
from app.oversight import proofs, verifier, witness
from app.oversight.proofs import Logged
from app.oversight.views.log import blueprint
from app.witnesses import queries as witnesses
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

PROGRAM = "samenzicht_controle.py"
SOURCE = Path(verifier.__file__)
WITNESS = "samenzicht_getuige.py"
WITNESS_SOURCE = Path(witness.__file__)


@blueprint.route("/log/verification", needs=WorkspacePermission.VIEW)
def verification(ref: str) -> Response:
    """Explain how to check the log oneself, with its newest checkpoint."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    try:
        checkpoint = proofs.get_checkpoint(workspace)
        key = proofs.verifier_key(workspace, public_url=public_url())
    except NotFound:
        checkpoint, key = None, ""
    frame = workspaces.workspace_frame(actor, workspace, section="log")
    return answers.show(
        "oversight/verification.html",
        checkpoint=checkpoint,
        key=key,
        program=PROGRAM,
        witness=WITNESS,
        standings=witnesses.list_standings(workspace.id),
        log_file=_log_file(workspace),
        **frame,
    )


@blueprint.route("/log/verification/checkpoint", needs=WorkspacePermission.VIEW)
def verification_checkpoint(ref: str) -> Response:
    """Send the newest checkpoint as a file to keep."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    note, size = proofs.get_note(workspace)
    return answers.send_file(note, f"checkpoint-{workspace.ref}-{size}.txt", "text/plain")


@blueprint.route("/log/verification/lines", needs=WorkspacePermission.VIEW, writes_on_get=True)
def verification_lines(ref: str) -> Response:
    """Send every line of the log as far as it is signed, oldest first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    head, size = proofs.head_of_file(workspace, public_url=public_url())
    current_leaving().take_place()
    note_taking(actor, Listed.LOG, places=[workspace], rows=size)
    lines = lines_of(current_house(), actor, workspace, size=size)
    return answers.send_file(chain([head], lines), _log_file(workspace), "application/jsonl")


@blueprint.route("/log/verification/program", needs=WorkspacePermission.VIEW)
def verification_program(ref: str) -> Response:
    """Send the program that checks a log, as it runs in our own tests."""
    workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    return answers.send_file(SOURCE.read_bytes(), PROGRAM, "text/plain")


@blueprint.route("/log/verification/witness", needs=WorkspacePermission.VIEW)
def verification_witness(ref: str) -> Response:
    """Send the program with which a partner keeps and cosigns checkpoints."""
    workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    return answers.send_file(WITNESS_SOURCE.read_bytes(), WITNESS, "text/plain")


def answer_note(note: str) -> Response:
    """Answer a checkpoint as it was signed and cosigned."""
    return Response(note, HTTPStatus.OK, {"Content-Type": "text/plain; charset=utf-8"})


def lines_of(house: House, actor: Actor, workspace: Logged, *, size: int) -> Iterator[str]:
    """Yield the lines some at a time, each time as what the reader may see at that moment.

    Raises:
        DownloadCut: the reader was signed out or blocked meanwhile.
    """
    limits = house.tool(SessionLimits)
    for first in range(0, size, proofs.AT_A_TIME):
        past = min(size, first + proofs.AT_A_TIME)
        with house.database.session_for(actor):
            try:
                if not identity.still_acts(actor, limits=limits):
                    raise DownloadCut
                found = proofs.lines_of_file(actor, workspace, first=first, past=past)
                texts = [line.text for line in found]
            finally:
                work.end_reading()
        yield from texts


def _log_file(workspace: Workspace) -> str:
    return f"logboek-{workspace.ref}.jsonl"


def public_url() -> str:
    """Return where we are, as the names of logs have it."""
    return str(current_house().settings.public_url)
