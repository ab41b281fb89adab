"""The processing record (AVG art. 30) on screen and as a list to take along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import Response

from app.documents.legal_bases import LegalBases
from app.identity.models import Organisation
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import day_in_words
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import send_list
from app.privacy import queries, service
from app.privacy.policy import PrivacyPermission
from app.privacy.queries import LEVEL_WORDS, Processing, Recipient
from app.privacy.service import Part
from app.privacy.views.blueprint import blueprint
from app.privacy.views.frame import around
from app.workspaces.queries import PARTICIPANT_WORDS

PLACES_ON_A_PAGE = 20
"""A place takes as much room as many rows of another list."""


@blueprint.route("", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def processing() -> Response:
    """Show the workspaces of the own organisation: what for, on what, with and to whom."""
    actor = current_actor()
    found = around(actor)
    found = replace(found, choice=replace(found.choice, limit=PLACES_ON_A_PAGE))
    rows = queries.list_processing(found.places, found.choice)
    page = found.context("processing", rows[found.choice.page * PLACES_ON_A_PAGE :])
    service.note_reading(actor, found.register, part=Part.PROCESSING, rows=len(page["rows"]))
    return answers.show(
        "privacy/processing.html",
        bases=current_house().tool(LegalBases),
        roles=PARTICIPANT_WORDS,
        levels=LEVEL_WORDS,
        **page,
    )


@blueprint.route("/export", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def export_processing() -> Response:
    """Send the processing record, one row for each workspace."""
    actor = current_actor()
    found = around(actor)
    rows = queries.list_processing(found.places, found.choice)
    answer = send_list(
        List(
            name=_("Processing record"),
            headings=[
                _("Workspace"),
                _("Title"),
                _("Purpose"),
                _("Legal basis"),
                _("Who takes part"),
                _("Role of your organisation"),
                _("Since"),
                _("Left on"),
                _("Arrangement (GDPR 26)"),
                _("Documents brought"),
                _("With data of GDPR 9"),
                _("With data of GDPR 10"),
                _("With police data"),
                _("Recipients"),
                _("Retention"),
                _("Closed"),
            ],
            rows=[_row(each, found.organisations) for each in rows],
        )
    )
    service.note_export(actor, found.register, part=Part.PROCESSING, rows=len(rows))
    return answer


def _row(row: Processing, organisations: Mapping[UUID, Organisation]) -> list[Value]:
    place = row.place
    return [
        place.ref,
        place.title,
        place.purpose,
        place.legal_basis,
        ", ".join(organisations[each].code for each in place.participants),
        str(PARTICIPANT_WORDS[place.part]),
        place.joined_at.astimezone(HOME_ZONE).date(),
        place.left_at.astimezone(HOME_ZONE).date() if place.left_at else None,
        place.arrangement,
        place.documents,
        place.special,
        place.criminal,
        place.police,
        "; ".join(_told(each, organisations) for each in row.recipients),
        place.retention,
        _("yes") if place.is_closed else _("no"),
    ]


def _told(recipient: Recipient, organisations: Mapping[UUID, Organisation]) -> str:
    words = [
        organisations[recipient.organisation_id].code,
        str(LEVEL_WORDS[recipient.level]).lower(),
        _("documents: %(number)d", number=recipient.documents),
        _("people: %(number)d", number=recipient.people),
    ]
    if recipient.until:
        words.append(_("until and including %(day)s", day=day_in_words(recipient.until)))
    return ", ".join(words)
