"""What every part of the API shares: reading a body, pages with a cursor, versions in ``ETag``."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from flask import Response, jsonify, request
from pydantic import BaseModel, ValidationError

from app.kernel.errors import Refused
from app.kernel.terms import is_plausible
from app.kernel.text import _
from app.kernel.web.describing import VERSION
from app.kernel.web.problems import MatchNeeded, StaleMatch
from app.kernel.words import out_of_reach

MOST_PER_PAGE = 100
USUAL_PER_PAGE = 50
LARGEST_BODY = 1024 * 1024
"""Bytes; files come in by other roads, and JSON is held in memory whole."""

Body = TypeVar("Body", bound=BaseModel)


class WrongInput(Refused):
    """Fields of a body are wrong; each with its own message."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(errors[0][1], errors[0][0])
        self.errors = [{"field": field, "message": message} for field, message in errors]


def read_body(kind: type[Body]) -> Body:
    """Return the JSON of this request as what it should be.

    Raises:
        RequestEntityTooLarge: it is larger than any body has to be.
        WrongInput: it is not JSON, or fields are missing, unknown or wrong.
    """
    request.max_content_length = LARGEST_BODY
    try:
        content = request.get_json(silent=True)
    except RecursionError:
        content = None
    if not isinstance(content, dict):
        raise WrongInput([("", _("Send a JSON object."))])
    try:
        body = kind.model_validate(content)
    except ValidationError as problem:
        raise WrongInput([_told(dict(each)) for each in problem.errors()]) from problem
    if far := [(field, out_of_reach()) for field in _days_out_of_reach(body)]:
        raise WrongInput(far)
    return body


def _days_out_of_reach(value: object, field: str = "") -> Iterator[str]:
    """Yield the places in a body of days and moments that nobody can mean."""
    match value:
        case date() if not is_plausible(date(value.year, value.month, value.day)):
            yield field
        case BaseModel():
            for name, each in value:
                yield from _days_out_of_reach(each, f"{field}.{name}".lstrip("."))
        case list() | tuple():
            for place, each in enumerate(value):
                yield from _days_out_of_reach(each, f"{field}.{place}".lstrip("."))


def _told(error: dict[str, Any]) -> tuple[str, str]:
    field = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return field, _("This field is missing.")
        case "extra_forbidden":
            return field, _("We do not know this field.")
        case _:
            return field, _("This value cannot be used here.")


def answer_json(content: Any, *, status: int = 200, version: int | str | None = None) -> Response:
    """Answer JSON.

    Args:
        version: of the thing answered, for ``ETag``.
    """
    response = jsonify(content)
    response.status_code = status
    response.headers["API-Version"] = VERSION
    if version is not None:
        response.set_etag(str(version))
    return response


def answer_nothing() -> Response:
    """Answer that it is done and there is nothing to say."""
    response = Response(status=204)
    response.headers["API-Version"] = VERSION
    return response


def check_match(version: int | str, *, is_required: bool = False) -> None:
    """Compare ``If-Match`` with the version a change is about.

    Raises:
        StaleMatch: it names another version.
        MatchNeeded: it is required here and was not sent.
    """
    if "If-Match" not in request.headers:
        if is_required:
            raise MatchNeeded
        return
    if not request.if_match.contains(str(version)):
        raise StaleMatch


def asked_limit() -> int:
    """Return how many items the caller wants on a page.

    Raises:
        WrongInput: it is no number between one and a hundred.
    """
    text = request.args.get("limit", str(USUAL_PER_PAGE))
    is_short = text.isdecimal() and len(text) <= len(str(MOST_PER_PAGE))
    if not is_short or not 1 <= int(text) <= MOST_PER_PAGE:
        raise WrongInput([("limit", _("Choose a number from 1 to %(most)d.", most=MOST_PER_PAGE))])
    return int(text)


def asked_cursor(parts: int) -> list[str] | None:
    """Return the sort values of the last item of the page before, or None on the first page.

    Args:
        parts: how many values a cursor of this list holds.

    Raises:
        WrongInput: it is no cursor of this list.
    """
    text = request.args.get("cursor")
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error, UnicodeEncodeError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != parts:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return [str(value) for value in values]


def make_cursor(*values: object) -> str:
    """Make the cursor that leads to what comes after these sort values."""
    return base64.urlsafe_b64encode(json.dumps([str(each) for each in values]).encode()).decode()
