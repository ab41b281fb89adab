"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass

from app.requests.actions import RequestAction
from app.requests.models import DocumentRequest


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """A document request was asked, answered or ended, or its day changed."""

    request: DocumentRequest
    action: RequestAction
