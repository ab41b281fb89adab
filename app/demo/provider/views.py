"""The pages and endpoints of the demonstration's providers, each below its organisation's code."""

from dataclasses import dataclass
from http import HTTPStatus

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oidc.core.errors import LoginRequiredError
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)

from app.demo.provider.memory import SignedIn
from app.demo.provider.server import SESSION_LASTS, OrganisationProvider
from app.kernel import clock

COOKIE = "demonstratie"
EXTENSION = "samenzicht-demo-providers"

pages = Blueprint("provider", __name__, url_prefix="/<organisation>")


@dataclass(frozen=True)
class Providers:
    """The providers by organisation code, as the application holds them."""

    by_code: dict[str, OrganisationProvider]
    public_origin: str


def _provider(organisation: str) -> OrganisationProvider:
    providers: Providers = current_app.extensions[EXTENSION]
    return providers.by_code.get(organisation) or abort(404)


@pages.get("/.well-known/openid-configuration")
def metadata(organisation: str) -> Response:
    """Answer with the provider's description of itself."""
    return jsonify(_provider(organisation).metadata())


@pages.get("/jwks")
def jwks(organisation: str) -> Response:
    """Answer with the provider's public key."""
    return jsonify(_provider(organisation).key_set())


@pages.get("/authorize")
def authorize(organisation: str) -> Response:
    """Answer with the page to choose a person, or go back at once with a session that will do."""
    provider = _provider(organisation)
    session = provider.sessions.find(request.cookies.get(COOKIE, ""))
    try:
        grant = provider.server.get_consent_grant(end_user=session)
        if "cancel" in request.args:
            return _go_back(provider, grant, signed_in=None)
        if session and not _wants_new_choice(grant, session):
            return _go_back(provider, grant, signed_in=session)
    except (OAuth2Error, ValueError) as error:
        return _declined(provider, error)
    return _choice(provider, session=session)


@pages.post("/authorize")
def choose(organisation: str) -> Response:
    """Sign the chosen person in and go back to the client."""
    provider = _provider(organisation)
    _refuse_other_sites()
    person = provider.find_person(request.form.get("login", ""))
    if person is None:
        return _choice(provider, session=None, is_unknown=True)
    signed_in = SignedIn(person, clock.now())
    try:
        grant = provider.server.get_consent_grant(end_user=signed_in)
        answer = _go_back(provider, grant, signed_in=signed_in)
    except (OAuth2Error, ValueError) as error:
        return _declined(provider, error)
    provider.sessions.take(request.cookies.get(COOKIE, ""))
    answer.set_cookie(
        COOKIE,
        provider.sessions.put(signed_in),
        max_age=SESSION_LASTS,
        path=f"/{organisation}/",
        secure=provider.issuer.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )
    return answer


@pages.post("/token")
def token(organisation: str) -> Response:
    """Answer with tokens for a code."""
    response: Response = _provider(organisation).server.create_token_response()
    return response


@pages.get("/userinfo")
def userinfo(organisation: str) -> Response:
    """Answer with who the bearer of an access token is."""
    response: Response = _provider(organisation).server.create_endpoint_response("userinfo")
    return response


@pages.route("/end-session", methods=["GET", "POST"])
def end_session(organisation: str) -> Response:
    """End the session here, after asking when the client does not say whose it is."""
    provider = _provider(organisation)
    try:
        ending = provider.server.validate_endpoint_request("end_session")
    except (OAuth2Error, ValueError) as error:
        return _declined(provider, error)
    if ending.needs_confirmation and request.method == "GET":
        return _page("leave.html", provider=provider, here=request.full_path)
    if ending.needs_confirmation:
        _refuse_other_sites()
    provider.sessions.take(request.cookies.get(COOKIE, ""))
    answer: Response = provider.server.create_endpoint_response("end_session", ending) or _page(
        "left.html", provider=provider
    )
    answer.delete_cookie(COOKIE, path=f"/{organisation}/", httponly=True, samesite="Lax")
    return answer


def _wants_new_choice(grant: AuthorizationCodeGrant, session: SignedIn) -> bool:
    """Say whether the client wants more than this session (OpenID Connect Core, 3.1.2.1)."""
    longest = request.args.get("max_age", type=int)
    age = (clock.now() - session.at).total_seconds()
    is_too_old = longest is not None and age >= longest
    if is_too_old and request.args.get("prompt") == "none":
        raise LoginRequiredError(redirect_uri=grant.redirect_uri, state=request.args.get("state"))
    return is_too_old or grant.prompt is not None


def _go_back(
    provider: OrganisationProvider, grant: AuthorizationCodeGrant, *, signed_in: SignedIn | None
) -> Response:
    response: Response = provider.server.create_authorization_response(
        request=grant.request, grant_user=signed_in, grant=grant
    )
    if response.status_code == HTTPStatus.FOUND:
        response.status_code = HTTPStatus.SEE_OTHER
    return response


def _choice(
    provider: OrganisationProvider, *, session: SignedIn | None, is_unknown: bool = False
) -> Response:
    answer = _page(
        "choose.html",
        provider=provider,
        people=provider.people,
        here=request.full_path,
        is_anew=session is not None or request.args.get("prompt") == "login",
        is_unknown=is_unknown,
    )
    answer.status_code = 422 if is_unknown else 200
    return answer


def _declined(provider: OrganisationProvider, error: OAuth2Error | ValueError) -> Response:
    """Tell the client by a redirect, or the person when the client cannot be trusted."""
    if isinstance(error, OAuth2Error) and error.redirect_uri:
        told = [*error.get_body(), ("iss", provider.issuer)]
        return make_response(redirect(add_params_to_uri(error.redirect_uri, told), 303))
    answer = _page("declined.html", provider=provider, reason=str(error))
    answer.status_code = 400
    return answer


def _page(name: str, **values: object) -> Response:
    return make_response(render_template(name, **values))


def _refuse_other_sites() -> None:
    """Accept a form only from our own page."""
    providers: Providers = current_app.extensions[EXTENSION]
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        is_ours = request.headers.get("Origin", providers.public_origin) == providers.public_origin
    if not is_ours:
        abort(400)
