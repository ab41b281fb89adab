"""Signing in at one's own organisation: choose, go, come back, or read in plain words why not."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request, url_for

from app.adapters.openid import SignInRefused, single_values
from app.identity import queries
from app.identity.confirming import allow_form_to, callback_url
from app.identity.forms import LoginForm
from app.identity.models import IdentityProvider
from app.identity.refusals import Refusal, in_words
from app.identity.service import sign_in as service
from app.identity.service import trying
from app.identity.service.providers import Switchboard
from app.identity.service.sign_in import AnotherPerson, Intent, NotKnownHere, Outcome
from app.identity.signed_in import SESSION_COOKIE
from app.identity.views import providers
from app.kernel.access import PUBLIC
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.kernel.text import _
from app.kernel.web import answers, tokens
from app.kernel.web.current import actor_or_anonymous
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.drawing import draw
from app.kernel.web.house import current_house
from app.kernel.web.language import COOKIE as LANGUAGE_COOKIE
from app.kernel.web.language import LANGUAGES

blueprint = GuardedBlueprint("identity", __name__)

CLASSIFIED = "classified"
"""Asked for by who wants to see what is classified as well."""
LAST_CHOICE = "samenzicht-organisation"
ONE_YEAR = 365 * 24 * 3600
LONGEST_PATH = 400
REFUSED: dict[type[Exception], str] = {
    NotKnownHere: "not_known_here",
    AnotherPerson: "another_person",
    NotAllowed: "blocked",
}


@blueprint.route("/login", methods=["GET", "POST"], needs=PUBLIC)
def login() -> Response:
    """Find one's own sign-in page, by address or by organisation."""
    if request.args.get("lang") in LANGUAGES:
        return _speak(request.args["lang"])
    if request.method == "GET" and request.args.get("provider"):
        return _go_by_name(request.args["provider"])
    chosen = request.args.get("organisation")
    if request.method == "GET" and chosen:
        return _go_to_one(queries.list_open_providers(organisation_code=chosen))
    form = LoginForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            found = _by_address(form.email.data or "")
            return _go_to_one(found, login_hint=form.email.data)
    return _login_page(form)


def _login_page(form: LoginForm, *, refusal: Refusal | None = None) -> Response:
    choices = queries.list_sign_in_choices()
    for _organisation, provider in choices:
        allow_form_to(provider)
    last = request.cookies.get(tokens.cookie_name(LAST_CHOICE))
    organisations = [organisation for organisation, _provider in choices]
    return answers.show(
        "identity/login.html",
        form=form,
        organisations=organisations,
        last=next((each for each in organisations if each.code == last), None),
        next=_own_path(request.args.get("next")),
        refusal=refusal,
        is_demonstration=current_house().settings.demonstration,
    )


def _speak(language: str) -> Response:
    """Remember a language for this browser, until the person chooses one in the settings."""
    back = url_for("identity.login", next=_own_path(request.args.get("next")))
    response = make_response(redirect(back, 303))
    tokens.set_cookie(response, LANGUAGE_COOKIE, language, max_age=ONE_YEAR)
    return response


def _by_address(address: str) -> list[IdentityProvider]:
    domain = address.strip().lower().rpartition("@")[2]
    found = queries.list_open_providers(mail_domain=domain)
    paused = None if found else queries.find_provider(mail_domain=domain)
    if paused is not None:
        raise Refused(_paused(paused), field="email")
    if not found:
        raise Refused(
            _(
                "We do not know an organisation with this address. Check the part after the @, or"
                " choose your organisation below."
            ),
            field="email",
        )
    return found


def _paused(provider: IdentityProvider) -> str:
    return _(
        "Signing in at %(name)s was paused for safety. Ask the administrator of your organisation.",
        name=provider.organisation.short_name,
    )


def _go_by_name(slug: str) -> Response:
    provider = queries.find_provider(slug=slug)
    if provider is None or not provider.is_open:
        raise NotFound
    is_for_classified = request.args.get("level") == CLASSIFIED
    levels = tuple(provider.classified_acr) if is_for_classified else ()
    return _go(provider, login_hint=None, levels=levels)


def _go_to_one(found: list[IdentityProvider], *, login_hint: str | None = None) -> Response:
    """Go to the provider of an organisation; while it has more than one, let the person choose."""
    if not found:
        raise NotFound
    if len(found) == 1:
        return _go(found[0], login_hint=login_hint)
    return answers.show(
        "identity/choose_provider.html",
        providers=found,
        next=_own_path(request.args.get("next")),
    )


def _go(
    provider: IdentityProvider,
    *,
    login_hint: str | None,
    levels: tuple[str, ...] = (),
    invitation: str | None = None,
) -> Response:
    """Send the browser to the provider, or say that it does not answer."""
    intent = Intent(
        target=_own_path(request.args.get("next")),
        browser=tokens.browser_binding(),
        redirect_uri=callback_url(provider.slug),
        login_hint=login_hint,
        levels=levels,
        invitation=invitation,
    )
    try:
        address = service.begin_sign_in(
            actor_or_anonymous(), _switchboard(), provider=provider, intent=intent
        )
    except SignInRefused as refusal:
        return _refused(provider, code=str(refusal.code))
    return make_response(redirect(address, code=303))


def _switchboard() -> Switchboard:
    return current_house().tool(Switchboard)


@blueprint.route("/login/callback/<string:slug>", needs=PUBLIC, writes_on_get=True)
def callback(slug: str) -> Response:
    """Back from the provider: a session, or the reason why not."""
    actor = actor_or_anonymous()
    if trying.is_tried(request.args.get("state", "")):
        return providers.tried(actor, slug)
    provider = queries.find_provider(slug=slug)
    if provider is None:
        raise NotFound
    if not provider.is_open:
        return _refused(provider, code="paused")
    try:
        outcome = service.complete_sign_in(
            actor,
            _switchboard(),
            provider=provider,
            callback=single_values(request.args.items(multi=True)),
            browser=tokens.browser_binding(),
            redirect_uri=callback_url(slug),
        )
    except SignInRefused as refusal:
        return _refused(provider, code=str(refusal.code))
    except tuple(REFUSED) as fault:
        return _refused(provider, code=REFUSED[type(fault)])
    return _welcome(provider, outcome)


def _welcome(provider: IdentityProvider, outcome: Outcome) -> Response:
    target = outcome.target
    if outcome.ticket is not None:
        target += ("&" if "?" in target else "?") + f"ticket={outcome.ticket.id}"
    response = make_response(redirect(target, code=303))
    tokens.set_cookie(response, SESSION_COOKIE, outcome.secret)
    tokens.set_cookie(response, LAST_CHOICE, provider.organisation.code, max_age=ONE_YEAR)
    return response


def _refused(provider: IdentityProvider, *, code: str) -> Response:
    """Say why signing in did not work, and write it down; never a 500."""
    service.record_refusal(actor_or_anonymous(), provider, code=code)
    refusal = in_words(code, provider.organisation)
    page = draw("identity/refused.html", refusal=refusal, provider=provider)
    return make_response(
        page, HTTPStatus.BAD_GATEWAY if refusal.is_unanswered else HTTPStatus.FORBIDDEN
    )


@blueprint.route("/login/invitation/<string:code>", methods=["GET", "POST"], needs=PUBLIC)
def invitation(code: str) -> Response:
    """Accept an invitation: sign in once at one's own organisation, which binds the account."""
    found = queries.find_invitation(code)
    if found is None:
        page = draw("identity/invitation_ended.html")
        return make_response(page, HTTPStatus.NOT_FOUND)
    person = queries.get_person(found.person_id)
    providers = queries.list_open_providers(organisation_code=person.organisation.code)
    if not providers:
        raise NotFound
    if request.method == "POST":
        chosen = request.form.get("provider", providers[0].slug)
        provider = next((each for each in providers if each.slug == chosen), None)
        if provider is None:
            raise NotFound
        return _go(provider, login_hint=person.email, invitation=code)
    for each in providers:
        allow_form_to(each)
    return answers.show("identity/invitation.html", person=person, code=code, providers=providers)


@blueprint.route("/login/help", needs=PUBLIC)
def help_page() -> Response:
    """Tell what one can do when signing in does not work."""
    return answers.show("identity/help.html")


def _own_path(wanted: str | None) -> str:
    """Return a path of our own to go to after sign-in; anything else becomes the first page."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return "/"
    is_plain = wanted.isprintable() and "\\" not in wanted and len(wanted) <= LONGEST_PATH
    parts = urlsplit(wanted) if is_plain else None
    return wanted if parts is not None and not parts.scheme and not parts.netloc else "/"
