"""Errors become sentences: a page for people, problem details (RFC 9457) for the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.kernel.errors import (
    NotAllowed,
    NotFound,
    OutOfDate,
    Refused,
    Repeated,
    SignInNeeded,
    TellableError,
)
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import is_api, request_id

log = structlog.get_logger()


class ForgedForm(TellableError):
    """An unsafe request without the token of one of our own pages."""


class ReadOnlyToken(TellableError):
    """A token that may only read was used to change something."""


class StaleMatch(TellableError):
    """The ``If-Match`` header names another version."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told about an error, in whatever clothes."""

    status: int
    title: str
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)


def describe(error: Exception) -> Problem:
    """Say what happened and what to do."""
    match error:
        case NotFound():
            return Problem(
                404, _("Not found"), _("This page does not exist, or is not meant for you.")
            )
        case NotAllowed():
            return Problem(403, _("This is not yours to do"), str(error.decision.reason))
        case Refused():
            errors = [{"field": error.field or "", "message": str(error.message)}]
            return Problem(422, _("Something is not right yet"), str(error.message), errors)
        case StaleMatch():
            return Problem(
                412, _("Changed in the meantime"), _("Fetch the newest version and try again.")
            )
        case OutOfDate():
            return Problem(409, _("Changed in the meantime"), str(error.message))
        case ForgedForm():
            return Problem(
                400,
                _("This form is no longer valid"),
                _("Open the page again and send the form from there."),
            )
        case ReadOnlyToken():
            return Problem(403, _("This is not yours to do"), _("This access token may only read."))
        case SignInNeeded():
            return Problem(401, _("Sign in first"), _("Sign in to see this page."))
        case HTTPException():
            return _of_http(error)
        case _:
            return Problem(
                500,
                _("Something went wrong on our side"),
                _("This did not work, through a fault of ours. Nothing was saved."),
            )


def _of_http(error: HTTPException) -> Problem:
    texts = {
        400: (_("We do not understand this request"), _("Go back and try it again.")),
        404: (_("Not found"), _("This page does not exist, or is not meant for you.")),
        405: (_("Not found"), _("This page does not exist, or is not meant for you.")),
        413: (_("This file is too large"), _("Choose a smaller file, or split it.")),
        429: (_("Too many requests"), _("Wait a moment and try again.")),
        503: (_("Out of order for a moment"), _("Try again in a few minutes. Nothing was lost.")),
    }
    status = 404 if error.code == 405 else (error.code or 500)  # noqa: PLR2004 - 405 would tell that the page exists
    title, detail = texts.get(status, texts[400])
    return Problem(status, title, detail)


def handle_errors(app: Flask) -> None:
    """Answer every error of a request here."""
    for kind in (TellableError, HTTPException, Exception):
        app.register_error_handler(kind, answer)


def answer(error: Exception) -> Response:
    """Answer an error."""
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    if isinstance(error, SignInNeeded) and not is_api():
        return _to_sign_in()
    if isinstance(error, Repeated):
        return _done_before()
    problem = describe(error)
    if problem.status >= 500:  # noqa: PLR2004
        log.error("request failed", request=request_id(), exc_info=error)
    if is_api():
        return api_problem(problem)
    return make_response(_page(problem), problem.status)


def _page(problem: Problem) -> str:
    """Render the error's page; when even that fails, a bare one that needs nothing."""
    try:
        return render_template("errors/problem.html", problem=problem, **_context())
    except (TemplateError, SQLAlchemyError, LookupError, RuntimeError):
        log.exception("error page failed", request=request_id())
        return render_template("errors/bare.html", problem=problem, request_id=request_id())


def _context() -> dict[str, Any]:
    return {"request_id": request_id(), "facts": None}


def api_problem(problem: Problem) -> Response:
    """Answer in problem details.

    Source: RFC 9457.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:request:{request_id()}",
    }
    if problem.errors:
        body["errors"] = problem.errors
    response = jsonify(body)
    response.status_code = problem.status
    response.mimetype = "application/problem+json"
    if problem.status == 401:  # noqa: PLR2004
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _to_sign_in() -> Response:
    """Lead to sign-in and back; htmx is told to load the whole page there."""
    here = request.full_path.rstrip("?") if request.method == "GET" else (request.path or "/")
    target = url_for("identity.login", next=here)
    return answers.lead_to(target)


def _done_before() -> Response:
    answers.tell(_("This was saved already. You pressed the button twice."))
    back = request.path if request.method == "GET" else quote(request.path, safe="/")
    g.repeated = True
    return make_response(redirect(back, code=303))
