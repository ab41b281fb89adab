"""Errors become sentences: a page for people, problem details (RFC 9457) for the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    request,
    url_for,
)
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from werkzeug.exceptions import HTTPException

from app.kernel import work
from app.kernel.errors import (
    NotAllowed,
    NotFound,
    OutOfDate,
    OutOfOrder,
    OutOfRoom,
    Refused,
    Repeated,
    SignInNeeded,
    TellableError,
    WaitAWhile,
)
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import actor_or_anonymous, is_api, request_id
from app.kernel.web.drawing import draw, templates
from app.kernel.web.headers import TYPED
from app.kernel.web.house import current_house
from app.kernel.web.limits import TooOften
from app.kernel.web.refusals import RefusalLog
from app.kernel.web.signed_out import give_back_form

log = structlog.get_logger()

FIRST_FAULT = 500


class ForgedForm(TellableError):
    """An unsafe request without the token of one of our own pages."""


class ReadOnlyToken(TellableError):
    """A token that may only read was used to change something."""


class StaleMatch(TellableError):
    """The ``If-Match`` header names another version."""


class MatchNeeded(TellableError):
    """A change that must name the version it is about did not."""


class ProtocolFault(TellableError):
    """A program broke the rules of a protocol it speaks with us; says which, and the status."""

    def __init__(self, status: int, title: object, detail: object) -> None:
        super().__init__(str(detail))
        self.status, self.title, self.detail = status, title, detail


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told about an error, in whatever clothes."""

    status: int
    title: str
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    """What a program is told beside this: a code of the problem, the way out of it."""


def describe(error: Exception) -> Problem:
    """Say what happened and what to do."""
    for kind, tell in _TELLERS.items():
        if isinstance(error, kind):
            return tell(error)
    return _our_fault(error)


def _not_found(_error: Exception) -> Problem:
    return Problem(404, _("Not found"), _("This page does not exist, or is not meant for you."))


def _not_allowed(error: NotAllowed) -> Problem:
    return Problem(403, _("This is not yours to do"), str(error.decision.reason))


def _read_only(_error: Exception) -> Problem:
    return Problem(403, _("This is not yours to do"), _("This access token may only read."))


def _refused(error: Refused) -> Problem:
    return Problem(422, _("Something is not right yet"), str(error.message), error.errors)


def _out_of_date(error: OutOfDate) -> Problem:
    detail = str(error.message) or _(
        "Someone changed this in the meantime. Open the page again to see the newest version."
    )
    return Problem(409, _("Changed in the meantime"), detail)


def _stale_match(_error: Exception) -> Problem:
    return Problem(412, _("Changed in the meantime"), _("Fetch the newest version and try again."))


def _match_needed(_error: Exception) -> Problem:
    detail = _("Fetch it first, then send its version in the header If-Match.")
    return Problem(428, _("Say which version you read"), detail)


def _protocol_fault(error: ProtocolFault) -> Problem:
    return Problem(error.status, str(error.title), str(error.detail))


def _too_often(error: TooOften) -> Problem:
    wait = ngettext("%(num)d second", "%(num)d seconds", error.seconds)
    detail = _(
        "More was asked at once than we can do for everybody. Nothing was saved. Wait %(wait)s and"
        " try again.",
        wait=wait,
    )
    return Problem(
        429, _("Too many requests"), detail, more={"limit": error.limit.name, "wait": error.seconds}
    )


def _wait_a_while(error: WaitAWhile) -> Problem:
    return Problem(429, _("Not now"), str(error.message), more={"wait": error.seconds})


def _forged_form(_error: Exception) -> Problem:
    detail = _("Open the page again and send the form from there.")
    return Problem(400, _("This form is no longer valid"), detail)


def _sign_in_needed(_error: Exception) -> Problem:
    if not answers.is_htmx():
        return Problem(401, _("Sign in first"), _("Sign in to see this page."))
    detail = _("Sign in, in a new tab. Then come back and do this again: your text is still here.")
    return Problem(401, _("You are signed out"), detail)


def _our_fault(error: Exception) -> Problem:
    status = (error.code if isinstance(error, HTTPException) else None) or 500
    detail = _("This did not work, through a fault of ours. Nothing was saved.")
    return Problem(status, _("Something went wrong on our side"), detail)


def _out_of_order(_error: Exception) -> Problem:
    """Tell of a database or a store that does not answer; whether it did its work is not known."""
    detail = _("Try again in a few minutes. Nothing was lost.")
    return Problem(503, _("Out of order for a moment"), detail)


def _out_of_room(_error: Exception) -> Problem:
    detail = _("There is no room left to store this. Nothing was saved. Tell the administrator.")
    return Problem(507, _("The storage is full"), detail)


def _of_http(error: HTTPException) -> Problem:
    # A page that exists but not for this method is not there: 405 would tell that it exists.
    status = _TOLD_AS.get(error.code or FIRST_FAULT, error.code or FIRST_FAULT)
    texts = {
        404: (_("Not found"), _("This page does not exist, or is not meant for you.")),
        413: (_("This file is too large"), _("Choose a smaller file, or split it.")),
        429: (_("Too many requests"), _("Wait a moment and try again.")),
        503: (_("Out of order for a moment"), _("Try again in a few minutes. Nothing was lost.")),
    }
    if status in texts:
        return Problem(status, *texts[status])
    return _our_fault(error) if status >= FIRST_FAULT else _not_understood(status)


def _not_understood(status: int) -> Problem:
    return Problem(status, _("We do not understand this request"), _("Go back and try it again."))


def _unstorable(_error: Exception) -> Problem:
    """Tell of a NUL, half a character, or a number no column holds: nobody types these."""
    return _not_understood(400)


_TOLD_AS = {405: 404}
_TELLERS: dict[type[Exception], Callable[[Any], Problem]] = {
    NotFound: _not_found,
    NotAllowed: _not_allowed,
    Refused: _refused,
    StaleMatch: _stale_match,
    MatchNeeded: _match_needed,
    OutOfDate: _out_of_date,
    ForgedForm: _forged_form,
    ProtocolFault: _protocol_fault,
    ReadOnlyToken: _read_only,
    TooOften: _too_often,
    WaitAWhile: _wait_a_while,
    SignInNeeded: _sign_in_needed,
    OutOfRoom: _out_of_room,
    OutOfOrder: _out_of_order,
    OperationalError: _out_of_order,
    InterfaceError: _out_of_order,
    NoConnectionLeft: _out_of_order,
    HTTPException: _of_http,
    DataError: _unstorable,
    UnicodeEncodeError: _unstorable,
}


def handle_errors(app: Flask) -> None:
    """Answer every error of a request here."""
    for kind in (TellableError, HTTPException, Exception):
        app.register_error_handler(kind, answer)


def answer(error: Exception) -> Response:
    """Answer an error."""
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    if isinstance(error, SignInNeeded) and not is_api() and not answers.is_htmx():
        return give_back_form() or _to_sign_in()
    if isinstance(error, Repeated):
        return _done_before()
    _write_down(error)
    problem = describe(error)
    if problem.status >= FIRST_FAULT:
        log.error("request failed", request=request_id(), exc_info=error)
    response = api_problem(problem) if is_api() else make_response(_page(problem), problem.status)
    if isinstance(error, TooOften | WaitAWhile):
        response.headers["Retry-After"] = str(error.seconds)
    return response


_WRITTEN_DOWN = {
    NotAllowed: "not_allowed",
    NotFound: "not_there",
    ReadOnlyToken: "read_only_token",
    ForgedForm: "forged_form",
    TooOften: "too_often",
    WaitAWhile: "too_often",
}


def _write_down(error: Exception) -> None:
    """Tell what was refused to whose organisation; a page that nobody made is no refusal."""
    kind, actor = _WRITTEN_DOWN.get(type(error)), actor_or_anonymous()
    if kind is None or request.endpoint is None:
        return
    house = current_house()
    decided = error.decision if isinstance(error, NotAllowed) else None
    house.tool(RefusalLog).tell(
        kind,
        organisation=actor.organisation_code,
        permission=str(decided.permission if decided else house.needs.get(request.endpoint, "")),
        rule=(decided.rule if decided else "") or "",
        endpoint=request.endpoint,
        method=request.method,
        request=request_id(),
    )


def _page(problem: Problem) -> str:
    """Render the error's page; when even that fails, a bare one that needs nothing."""
    try:
        if problem.status >= FIRST_FAULT:
            # What the page around it asks cannot be asked in a transaction that failed.
            work.start_over()
        return draw("errors/problem.html", problem=problem, request_id=request_id())
    except Exception:
        log.exception("error page failed", request=request_id())
        bare = templates().get_template("errors/bare.html")
        return bare.render(problem=problem, request_id=request_id())


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
    body |= problem.more
    response = jsonify(body)
    response.status_code = problem.status
    response.mimetype = "application/problem+json"
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _to_sign_in() -> Response:
    """Lead to sign-in and back.

    What somebody typed to look for stays behind: the address of the sign-in page passes by logs.
    """
    here = request.path or "/"
    if request.method == "GET":
        kept = [pair for pair in request.args.items(multi=True) if pair[0] not in TYPED]
        here += "?" + urlencode(kept) if kept else ""
    target = url_for("identity.login", next=here)
    return answers.lead_to(target)


def _done_before() -> Response:
    answers.tell(_("This was saved already. You pressed the button twice."))
    return answers.lead_to(_nearest_page())


def _nearest_page() -> str:
    """Return the page that the form just sent belongs to: its own address, or the one above it."""
    routes, path = current_app.create_url_adapter(request), request.path
    while routes is not None and len(path) > 1:
        if routes.test(path, method="GET"):
            return quote(path, safe="/")
        path = path.rstrip("/").rpartition("/")[0] or "/"
    return "/"
