"""One's notices, and how one wants to get them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import force_locale

from app.adapters.icalendar import DayEntry, write_calendar
from app.identity import queries as identity
from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.kernel import db
from app.kernel.access import PUBLIC, Actor, abilities, require
from app.kernel.errors import NotFound
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.house import current_house
from app.notifications import queries, service
from app.notifications.forms import (
    AbsenceForm,
    ChoiceForm,
    FeedForm,
    HoursOfAllForm,
    PlaceForm,
    PlainForm,
)
from app.notifications.models import Level, NoticeChoice, OrganisationHours
from app.notifications.policy import NoticePermission
from app.notifications.queries.absences import get_colleagues_for, list_entered
from app.notifications.queries.feeds import FeedKind, OtherDay, list_other_days
from app.notifications.queries.hour_words import Told, digest_told, moments_told, rest_told
from app.tasks.queries import TaskRow
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

NEW = "new"
"""What the address says for what was not read yet."""

blueprint = GuardedBlueprint("notifications", __name__, url_prefix="/notices")
feeds = GuardedBlueprint("calendar_feed", __name__, url_prefix="/calendar")


@blueprint.route("", needs=SIGNED_IN, endpoint="list")
def list_page() -> Response:
    """Show one's notices, the newest first, some on a page."""
    actor, size = current_actor(), queries.PAGE
    before, only_new = _before(request.args.get("before")), request.args.get("show") == NEW
    rows = queries.list_notices(actor, limit=size + 1, before=before, only_new=only_new)
    last = rows[size - 1].notice if len(rows) > size else None
    here = partial(url_for, ".list", show=NEW if only_new else None)
    return answers.show(
        "notifications/list.html",
        rows=rows[:size],
        shown=NEW if only_new else "",
        older=here(before=f"{last.at.isoformat()}_{last.id}") if last else None,
        newest=here() if before else None,
        plain_form=PlainForm(formdata=None),
        refused_since=_refused_since(actor),
    )


@blueprint.route("/count", needs=SIGNED_IN)
def count() -> Response:
    """Tell how many notices are new, in number and words; nothing while that is what is shown."""
    new = queries.count_unread(current_actor())
    if request.args.get("seen") == str(new):
        return Response(status=204)
    number = "99+" if new >= queries.MOST_COUNTED else str(new or "")
    words = ngettext("new notice", "new notices", new) if new else _("Notices")
    return Response(f"{new}\n{number}\n{words}", mimetype="text/plain")


@blueprint.route("/<uuid:notice_id>", needs=NoticePermission.READ, writes_on_get=True)
def open_notice(notice_id: UUID) -> Response:
    """Lead to what a notice is about; it is read then."""
    actor = current_actor()
    row = queries.get_for(actor, NoticePermission.READ, notice_id)
    service.mark_read(actor, row.notice)
    return answers.lead_to(row.url)


@blueprint.route("/read", methods=["POST"], needs=SIGNED_IN)
def read_all() -> Response:
    """Note that all notices were read."""
    service.mark_all_read(current_actor())
    answers.tell(_("All notices are read."))
    return answers.lead_to(url_for(".list"))


@blueprint.route("/settings", methods=["GET", "POST"], needs=SIGNED_IN)
def settings() -> Response:
    """Choose when reminders come and who stands in."""
    actor = current_actor()
    chosen, common = queries.find_choice(actor), queries.find_own_hours_of_all(actor)
    form = ChoiceForm.of(chosen, common, workspaces.list_colleagues(actor))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.choose(actor, form.choices())
            answers.tell(_("Your choices are saved."))
            return answers.lead_to(url_for(".settings"))
    entered_by = chosen.away_set_by_id if chosen else None
    by = identity.get_person(entered_by) if entered_by else None
    return _settings(actor, form, _told(chosen, common), by=by)


@blueprint.route(
    "/settings/organisation", methods=["GET", "POST"], needs=NoticePermission.SET_HOURS
)
def hours_of_all() -> Response:
    """Choose when mails come to the colleagues who chose nothing else."""
    actor = current_actor()
    of_all = queries.get_hours_of_all_for(actor, NoticePermission.SET_HOURS)
    common = queries.find_own_hours_of_all(actor)
    form = HoursOfAllForm.of(common)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.choose_for_all(actor, of_all, hours=form.hours(), moments=form.chosen_moments())
            answers.tell(_("The hours of your organisation are saved."))
            return answers.lead_to(url_for(".hours_of_all"))
    return answers.show("notifications/hours_of_all.html", form=form, told=_told(None, common))


@blueprint.route("/absences", methods=["GET", "POST"], needs=NoticePermission.ENTER_ABSENCE)
def absences() -> Response:
    """Enter that a colleague is away and who stands in; show who is so."""
    actor, form = current_actor(), AbsenceForm()
    ours, people = get_colleagues_for(actor, NoticePermission.ENTER_ABSENCE)
    form.offer(people)
    with form.taking_refusals():
        if form.validate_on_submit():
            colleague, away = form.chosen(people)
            service.enter_absence(actor, ours, colleague=colleague, away=away)
            answers.tell(
                _("Your colleague is not away any more.")
                if away.first is None
                else _("It is entered. Your colleague sees that you did.")
            )
            return answers.lead_to(url_for(".absences"))
    return answers.show(
        "notifications/absences.html",
        form=form,
        entered=list_entered(),
        names={each.id: each.name for each in people},
        plain_form=PlainForm(formdata=None),
    )


@blueprint.route("/settings/absence/undoing", methods=["POST"], needs=IdentityPermission.CHANGE_OWN)
def undo_absence() -> Response:
    """Undo the absence that a colleague entered about oneself."""
    actor = current_actor()
    service.undo_absence(actor, identity.get_self(actor.person_id))
    answers.tell(_("You are not away any more."))
    return answers.lead_to(url_for(".settings"))


@blueprint.route("/settings/workspaces", methods=["POST"], needs=SIGNED_IN)
def place_settings() -> Response:
    """Choose what one hears from one workspace."""
    actor, form = current_actor(), PlaceForm()
    if form.validate_on_submit():
        workspace = workspaces.get_for(
            actor, WorkspacePermission.VIEW, request.form.get("place", "")
        )
        service.choose_for_place(actor, workspace, level=Level(form.level.data))
        answers.tell(_("Your choices are saved."))
    return answers.lead_to(url_for(".settings"))


@blueprint.route("/calendar", methods=["GET", "POST"], needs=IdentityPermission.CHANGE_OWN)
def calendar() -> Response:
    """Make the address of one's calendar; it is shown once."""
    actor, form, address = current_actor(), FeedForm(), ""
    person = identity.get_self(actor.person_id)
    require(actor, IdentityPermission.CHANGE_OWN, person)
    if form.validate_on_submit():
        secret = service.make_feed(actor, person, with_titles=form.with_titles.data)
        address = current_house().settings.origin + url_for("calendar_feed.feed", token=secret)
    feed = queries.find_own_feed(actor)
    return answers.show(
        "notifications/calendar.html",
        form=form,
        address=address,
        feed=feed if feed and feed.revoked_at is None else None,
        plain_form=PlainForm(formdata=None),
    )


@blueprint.route("/calendar/revocation", methods=["POST"], needs=IdentityPermission.CHANGE_OWN)
def revoke_calendar() -> Response:
    """Refuse the address of one's calendar from now on."""
    actor = current_actor()
    service.revoke_feed(actor, identity.get_self(actor.person_id))
    answers.tell(_("The address is revoked. Calendars that use it get nothing any more."))
    return answers.lead_to(url_for(".calendar"))


@feeds.route("/<string:token>.ics", needs=PUBLIC)
def feed(token: str) -> Response:
    """Give the calendar of whoever this address belongs to, as that person may see it now."""
    found = queries.find_feed(token)
    if found is None:
        raise NotFound
    chosen, person = found
    actor = Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
        may_write=False,
        language=person.language or "nl",
    )
    db.act_as(actor)
    with force_locale(actor.language):
        entries = [_entry(row, with_title=chosen.with_titles) for row in queries.list_days(actor)]
        entries += [_other_entry(each) for each in list_other_days(actor)]
        body = write_calendar(entries, name="Samenzicht", maker="Samenzicht")
    return Response(body, mimetype="text/calendar")


def _entry(row: TaskRow, *, with_title: bool) -> DayEntry:
    task, day = row.task, row.deadline.ends_on
    if day is None:
        raise NotFound
    origin = current_house().settings.origin
    title = task.title if with_title else _("Samenzicht: a task")
    # The address of a task names its workspace, so it goes along with the title only.
    url = f"{origin}{row.url}" if with_title else f"{origin}/"
    return DayEntry(str(task.id), day, title, url, task.changed_at)


def _other_entry(found: OtherDay) -> DayEntry:
    """Write a day that is no task's: what kind of thing it is, and nothing else."""
    titles = {
        FeedKind.SIGNING: _("Samenzicht: a report to sign"),
        FeedKind.REQUEST: _("Samenzicht: a request for documents"),
        FeedKind.MEETING: _("Samenzicht: a meeting"),
    }
    url = f"{current_house().settings.origin}/"
    return DayEntry(found.key, found.day, titles[found.kind], url, found.changed_at)


def _told(chosen: NoticeChoice | None, common: OrganisationHours | None) -> dict[str, Told]:
    """Say what holds now of moments and hours, and who chose it."""
    held = queries.hours_from(chosen, common)
    moments, by = queries.moments_from(chosen, common)
    return {
        "moments": moments_told(moments, by),
        "digest": digest_told(held),
        "rest": rest_told(held),
    }


def _settings(
    actor: Actor, form: ChoiceForm, told: dict[str, Told], *, by: Person | None
) -> Response:
    levels, of_all = queries.list_levels(actor), queries.hours_of_all(actor)
    return answers.show(
        "notifications/settings.html",
        form=form,
        told=told,
        refused_since=_refused_since(actor),
        entered_by=by,
        plain_form=PlainForm(formdata=None),
        may=abilities(actor, of_all, [NoticePermission.SET_HOURS]),
        places=[
            (each, _place_form(each.ref, levels.get(each.id, Level.ALL)))
            for each in workspaces.list_of(actor)
        ],
    )


def _before(text: str | None) -> tuple[datetime, UUID] | None:
    """Read where the page before ended; what is no such place is the first page."""
    at, _mark, key = (text or "").partition("_")
    return queries.before_of(at, key)


def _refused_since(actor: Actor) -> datetime | None:
    """Return since when mail to one's own address comes back, or None."""
    found = identity.list_refused([identity.get_self(actor.person_id)])
    return next(iter(found.values()), None)


def _place_form(ref: str, level: Level) -> PlaceForm:
    return PlaceForm(formdata=None, data={"place": ref, "level": level.value})
