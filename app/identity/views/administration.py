"""Administration: organisations, accounts and providers, and nothing of any workspace."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, request, url_for

from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.adapters.openid import DEFAULT_ALGORITHMS
from app.identity import queries
from app.identity.duty_names import DUTY_NAMES
from app.identity.forms import OrganisationForm, ProviderForm
from app.identity.models import Organisation
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.queries.administration import MOST_ACCOUNTS, MOST_CHANGES
from app.identity.service import ending, inviting, organisations, people, provider_changes
from app.identity.service.inviting import Envelope
from app.kernel.access import SIGNED_IN, abilities
from app.kernel.text import _, join_words
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house

blueprint = GuardedBlueprint("administration", __name__, url_prefix="/administration")


MOST_PAGES = 1000
ACCOUNT_ABILITIES = (IdentityPermission.KEEP_ACCOUNT, IdentityPermission.CHANGE_DUTIES)


@blueprint.route("", needs=IdentityPermission.LOOK_AFTER)
def overview() -> Response:
    """List organisations, and what waits for an administrator."""
    queries.check_administers(current_actor())
    return answers.show(
        "identity/administration/overview.html",
        rows=queries.list_organisation_rows(),
        changes=queries.list_changes(is_waiting=True),
    )


@blueprint.route("/organisations/new", methods=["GET", "POST"], needs=IdentityPermission.LOOK_AFTER)
def new_organisation() -> Response:
    """Enter an organisation."""
    actor = current_actor()
    queries.check_administers(actor)
    form = OrganisationForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            made = organisations.add_organisation(actor, form.facts())
            answers.tell(_("%(name)s is entered.", name=made.name))
            return _to(made)
    return answers.show("identity/administration/new_organisation.html", form=form)


@blueprint.route("/organisations/<string:organisation_code>", needs=IdentityPermission.LOOK_AFTER)
def organisation(organisation_code: str) -> Response:
    """Show an organisation with its providers and accounts."""
    actor = current_actor()
    found = queries.get_organisation_for(actor, organisation_code)
    card = queries.card_of(found)
    words = request.args.get("q", "").strip()
    accounts = queries.search_accounts(found.id, words)
    return answers.show(
        "identity/administration/organisation.html",
        organisation=found,
        may=abilities(actor, card, (IdentityPermission.CORRECT_ORGANISATION,)),
        successor=queries.find_successor(found),
        coming=queries.list_coming(found.id) if found.id == actor.organisation_id else [],
        providers=queries.list_providers_of(found.id),
        accounts=accounts,
        refused=queries.list_refused(accounts),
        state_of=queries.state_of_account,
        words=words,
        most=MOST_ACCOUNTS,
    )


@blueprint.route(
    "/organisations/<string:organisation_code>/provider",
    methods=["GET", "POST"],
    needs=IdentityPermission.LOOK_AFTER,
)
def ask_for_provider(organisation_code: str) -> Response:
    """Ask for a new provider, or a change of one."""
    actor = current_actor()
    found = queries.get_organisation_for(actor, organisation_code)
    form = ProviderForm(data=_known(found, request.args.get("change", "")))
    with form.taking_refusals():
        if form.validate_on_submit():
            change = provider_changes.ask_for_provider(
                actor, found, wanted=form.wanted(), master=current_house().tool(MasterKey)
            )
            answers.tell(_("It waits for an administrator of another organisation."))
            return answers.lead_to(url_for("administration.change", change_id=change.id))
    return answers.show(
        "identity/administration/ask_for_provider.html", form=form, organisation=found
    )


@blueprint.route("/accounts/<uuid:person_id>", needs=IdentityPermission.LOOK_AT_ACCOUNT)
def account(person_id: UUID) -> Response:
    """Show an account, with the button that blocks it."""
    actor = current_actor()
    person = queries.get_account_for(actor, IdentityPermission.LOOK_AT_ACCOUNT, person_id)
    return answers.show(
        "identity/administration/account.html",
        person=person,
        is_oneself=person.id == actor.person_id,
        refused_since=queries.list_refused([person]).get(person.id),
        access_tokens=queries.list_tokens(person.id),
        invitation=None if person.subject else queries.find_living_invitation(person.id),
        may=abilities(actor, person, ACCOUNT_ABILITIES),
        names=DUTY_NAMES,
    )


@blueprint.route(
    "/tokens/<uuid:account_token_id>/revoke",
    methods=["POST"],
    needs=IdentityPermission.KEEP_ACCOUNT,
)
def revoke_token(account_token_id: UUID) -> Response:
    """Let an access token of somebody do nothing from now on."""
    actor = current_actor()
    token, person = queries.get_token_for(actor, IdentityPermission.KEEP_ACCOUNT, account_token_id)
    ending.revoke_token(actor, person, token)
    answers.tell(_("The access token does nothing any more."))
    return answers.lead_to(url_for("administration.account", person_id=person.id))


@blueprint.route(
    "/accounts/<uuid:person_id>/block",
    methods=["POST"],
    needs=IdentityPermission.KEEP_ACCOUNT,
)
def block(person_id: UUID) -> Response:
    """Block an account, or let its person in again."""
    actor = current_actor()
    person = queries.get_account_for(actor, IdentityPermission.KEEP_ACCOUNT, person_id)
    if request.form.get("to") == "open":
        lost = people.unblock(actor, person)
        answers.tell(_("%(name)s can sign in again.", name=person.name))
        if lost:
            names = join_words([str(DUTY_NAMES[each]).lower() for each in lost])
            told = _(
                "These duties wait for a second person of your organisation: %(duties)s.",
                duties=names,
            )
            answers.tell(told, kind="warn")
    else:
        people.block(actor, person)
        answers.tell(_("%(name)s is blocked and signed out everywhere.", name=person.name))
    return answers.lead_to(url_for("administration.account", person_id=person_id))


@blueprint.route(
    "/accounts/<uuid:person_id>/invitation",
    methods=["POST"],
    needs=IdentityPermission.KEEP_ACCOUNT,
)
def invite_again(person_id: UUID) -> Response:
    """Send a new invitation; the link is shown, once, where mails only go to a folder."""
    actor, house = current_actor(), current_house()
    person = queries.get_account_for(actor, IdentityPermission.KEEP_ACCOUNT, person_id)
    code = inviting.invite_again(actor, person, envelope=house.tool(Envelope))
    if house.tool(Mailer).smtp_url is not None:
        answers.tell(_("%(name)s gets an invitation by mail.", name=person.name))
    else:
        link = inviting.link_of(house.settings.origin, code)
        answers.tell(
            _(
                "%(name)s is invited. Pass on this link, it is shown once: %(link)s",
                name=person.name,
                link=link,
            )
        )
    return answers.lead_to(url_for("administration.account", person_id=person_id))


@blueprint.route("/announcements", needs=SIGNED_IN)
def announcements() -> Response:
    """Tell everybody who changed by which providers people come in, and who agreed."""
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    changes = queries.list_changes(is_waiting=False, page=page)
    here = "administration.announcements"
    return answers.show(
        "identity/administration/announcements.html",
        changes=changes[:MOST_CHANGES],
        older=url_for(here, page=page + 1) if changes[MOST_CHANGES:] else None,
        newer=url_for(here, page=page - 1) if page > 1 else None,
        waiting=queries.list_changes(is_waiting=True),
        may=abilities(current_actor(), INSTALLATION, (IdentityPermission.READ_TRUST,)),
    )


def _to(found: Organisation) -> Response:
    address = url_for("administration.organisation", organisation_code=found.code)
    return make_response(redirect(address, code=303))


def _known(found: Organisation, slug: str) -> dict[str, object]:
    """Return what a provider of this organisation is now, to begin a change with."""
    known = queries.find_any_provider(slug) if slug else None
    if known is None or known.organisation_id != found.id:
        is_first = queries.find_any_provider(found.code) is None
        return {"slug": found.code if is_first else "", "algorithms": sorted(DEFAULT_ALGORITHMS)}
    return {
        "slug": known.slug,
        "issuer": known.issuer,
        "discovery_url": known.discovery_url,
        "client_id": known.client_id,
        "algorithms": known.algorithms,
        "accepted_acr": "\n".join(known.accepted_acr),
        "classified_acr": "\n".join(known.classified_acr),
        "extra_origins": "\n".join(known.extra_origins),
        "authentication": "key" if known.client_secret is None else "secret",
    }
