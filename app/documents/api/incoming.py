"""The file of a form: sealed where it will stay while it comes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from flask import request
from werkzeug.exceptions import HTTPException

from app.documents import service
from app.documents.service import Incoming
from app.documents.views.blueprint import current_depot
from app.kernel.errors import Refused, TellableError
from app.kernel.text import _
from app.kernel.web.receiving import Source, keep_file
from app.kernel.work import step_outside
from app.workspaces.models import Workspace


@contextmanager
def sent_file(workspace: Workspace) -> Iterator[Incoming]:
    """Take in what is sent as `file`, and forget it again when it may not come in after all.

    Raises:
        Refused: no file was sent, or it is too large.
    """
    depot, kept = current_depot(), list[Incoming]()

    def keep(source: Source, name: str) -> IO[bytes]:
        kept.append(service.sealed_file(source, name, workspace=workspace, depot=depot))
        return kept[-1].stream

    step_outside()
    keep_file("file", keep)
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Refused(_("Choose a file."), field="file")
        yield kept[0] if kept else Incoming(sent.stream, sent.filename)
    except (TellableError, HTTPException):
        for each in kept:
            service.forget_file(each, depot=depot)
        raise
