"""Organisations, and the accounts of one, for administrators to take along."""

from __future__ import annotations

from functools import partial

from flask import Response, request

from app.identity import queries
from app.identity.models import Person
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.queries.administration import OrganisationRow
from app.identity.service.taking import OwnListed, note_own_taking
from app.identity.views.administration import blueprint
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list

ORGANISATIONS: Columns[OrganisationRow] = (
    (lazy("Code"), lambda row: row.organisation.code),
    (lazy("Organisation"), lambda row: row.organisation.name),
    (lazy("Badge"), lambda row: row.organisation.short_name),
    (lazy("Accounts"), lambda row: row.people),
    (lazy("Blocked"), lambda row: row.blocked),
    (lazy("Sign-in"), lambda row: row.sign_in[0]),
)
ACCOUNTS: Columns[tuple[Person, bool]] = (
    (lazy("Name"), lambda row: row[0].name),
    (lazy("E-mail address"), lambda row: row[0].email),
    (lazy("Login"), lambda row: row[0].login),
    (lazy("State"), lambda row: queries.state_of_account(row[0])[0]),
    (lazy("Mail comes back"), lambda row: _("Yes") if row[1] else None),
)


@blueprint.route("/export", needs=IdentityPermission.LOOK_AFTER)
def export_organisations() -> Response:
    """Send which organisations there are; nobody's name is in it."""
    queries.check_administers(current_actor())
    rows = queries.list_organisation_rows()
    return send_list(as_list(_("Organisations"), ORGANISATIONS, rows))


@blueprint.route(
    "/organisations/<string:organisation_code>/export",
    needs=IdentityPermission.LOOK_AFTER,
    writes_on_get=True,
)
def export_accounts(organisation_code: str) -> Response:
    """Send the accounts of an organisation, or those that were looked for."""
    actor, permission = current_actor(), IdentityPermission.LOOK_AFTER
    found = queries.get_organisation_for(actor, organisation_code)
    words = request.args.get("q", "").strip()
    accounts = queries.search_accounts(found.id, words, limit=MOST_ROWS + 1)
    refused = queries.list_refused(accounts)
    rows = [(each, each.id in refused) for each in accounts]
    listed = OwnListed.ACCOUNTS
    return send_list(
        as_list(_("Accounts"), ACCOUNTS, rows, about=found.code),
        noting=partial(note_own_taking, actor, permission, INSTALLATION, listed=listed, of=found),
    )
