"""The log of the installation, for who watches over trust at any partner."""

from __future__ import annotations

from itertools import chain

from flask import Response, request, url_for

from app.desk.queries import Phrasebook
from app.identity.policy import IdentityPermission
from app.kernel.errors import NotFound
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.oversight import platform, proofs
from app.oversight.views.verifying import PROGRAM, SOURCE, lines_of, public_url
from app.witnesses import queries as witnesses

blueprint = GuardedBlueprint("platform_log", __name__, url_prefix="/platform-log")
FILE = "logboek-platform.jsonl"


@blueprint.route("", needs=IdentityPermission.READ_TRUST)
def lines() -> Response:
    """Show who changed by whom people come in, newest first, and how to check it."""
    actor = current_actor()
    page = platform.read_trust(
        actor,
        past=request.args.get("before", type=int),
        phrasebook=current_house().tool(Phrasebook),
    )
    log = platform.get_platform_log(actor)
    try:
        checkpoint = proofs.get_checkpoint(log)
        key = proofs.verifier_key(log, public_url=public_url())
    except NotFound:
        checkpoint, key = None, ""
    older = url_for("platform_log.lines", before=page.older) if page.older is not None else None
    return answers.show(
        "oversight/platform.html",
        trust=page,
        older=older,
        newest=url_for("platform_log.lines") if request.args.get("before") else None,
        checkpoint=checkpoint,
        key=key,
        program=PROGRAM,
        log_file=FILE,
        standings=witnesses.list_standings(log.id),
    )


@blueprint.route("/checkpoint", needs=IdentityPermission.READ_TRUST)
def checkpoint() -> Response:
    """Send the newest checkpoint as a file to keep."""
    note, size = proofs.get_note(platform.get_platform_log(current_actor()))
    return answers.send_file(note, f"checkpoint-platform-{size}.txt", "text/plain")


@blueprint.route("/lines", needs=IdentityPermission.READ_TRUST)
def file_of_lines() -> Response:
    """Send every line as far as it is signed, oldest first; of most its hash alone."""
    actor = current_actor()
    log = platform.get_platform_log(actor)
    head, size = proofs.head_of_file(log, public_url=public_url())
    found = lines_of(current_house(), actor, log, size=size)
    return answers.send_file(chain([head], found), FILE, "application/jsonl")


@blueprint.route("/program", needs=IdentityPermission.READ_TRUST)
def program() -> Response:
    """Send the program that checks a log, as it runs in our own tests."""
    platform.get_platform_log(current_actor())
    return answers.send_file(SOURCE.read_bytes(), PROGRAM, "text/plain")
