"""The frame of every page after sign-in: who one is, for whom, and how much waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import ScalarSelect, Select, select
from werkzeug.local import LocalProxy

from app.coordination import queries as coordination
from app.emergencies import queries as emergencies
from app.identity import queries as identity
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER
from app.identity.queries import Badge, LivingSession
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.web import drawing
from app.kernel.web.current import actor_or_anonymous
from app.kernel.web.keeping import refuse_to_keep
from app.tasks import queries as tasks
from app.workspaces.models import Foothold
from app.workspaces.queries import Aside, offer_aside

CountsUnread = Callable[[Actor], ScalarSelect[int]]
"""Counts somebody's new notices along with other numbers; below zero, when it cannot."""
UNREAD = "samenzicht-unread"
"""Where the application keeps what counts new notices."""
COUNT_UNREAD = "samenzicht-count-unread"
"""And what counts them by itself."""
BREACHES = "samenzicht-breaches"
"""And what counts, for a privacy officer, data breaches nobody decided about."""
ERASURES = "samenzicht-erasures"
"""And requests to erase a line of a log that wait for one's word."""
SECTIONS = (
    ("/workspaces", "workspaces"),
    ("/coordination", "coordination"),
    ("/programme", "programme"),
)


class Top(NamedTuple):
    """What the header of a page shows of the person and of what waits."""

    person_name: str
    section: str
    open_tasks: int
    unread: int
    coordination_url: str
    administration_url: str
    privacy_url: str
    search_url: str
    notices_url: str
    settings_url: str
    sessions_url: str


class FactsBar(NamedTuple):
    """The bar under it: for whom, what is this, who can see it."""

    organisation: Badge
    classification: tuple[tuple[str, str], ...] = ()
    sight_orgs: tuple[Badge, ...] = ()
    sight_text: str = ""
    sight_url: str = ""


class Shell:
    """What ``base.html`` draws around a page; `open_tasks` is counted only when a page shows it."""

    settings_url = "/settings"
    sessions_url = "/sessions"
    search_url = "/search"
    notices_url = "/notices"

    def __init__(self, actor: Actor, session: LivingSession) -> None:
        self.person_name = session.name
        self.organisation = session.organisation
        self.scheme = session.scheme or ""
        self.shortcuts = session.has_shortcuts
        self.previous_visit_at = session.previous_visit_at
        self.is_weak = not session.is_strong
        self.stronger_by = session.stronger_by
        self._actor = actor
        self._open_tasks: int | None = None
        self._unread: int | None = None
        self._coordinates: bool | None = None
        self._emergencies: int | None = None

    @property
    def open_tasks(self) -> int:
        """How many tasks this person can do something about; one statement, once."""
        if self._open_tasks is None:
            self._ask()
        return self._open_tasks or 0

    @property
    def unread(self) -> int:
        """How many notices are new; one statement, once."""
        if self._unread is None:
            self._ask()
        if self._unread is not None and self._unread < 0:
            self._unread = current_app.extensions[COUNT_UNREAD](self._actor, self._unread)
        return self._unread or 0

    @property
    def administration_url(self) -> str:
        """Where accounts and providers are looked after, for who does."""
        return "/administration" if ADMINISTRATOR in self._actor.duties else ""

    @property
    def privacy_url(self) -> str:
        """Where the register of the own organisation is, for its privacy officer."""
        return "/privacy-register" if PRIVACY_OFFICER in self._actor.duties else ""

    @property
    def section(self) -> str:
        """The main link that leads to where one is."""
        if request.path == "/":
            return "work"
        return next((key for path, key in SECTIONS if request.path.startswith(path)), "")

    @property
    def language(self) -> str:
        """The language of this answer."""
        return str(get_locale())

    @property
    def coordination_url(self) -> str:
        """Where coordination is, for who takes part in it; one statement, once."""
        if self._coordinates is None:
            self._ask()
        return "/coordination" if self._coordinates else ""

    @property
    def emergency_url(self) -> str:
        """Where the emergency sight is that this person has now; one statement, once."""
        if self._emergencies is None:
            self._ask()
        return "/emergency-sights/own" if self._emergencies else ""

    @property
    def top(self) -> Top:
        """What the header shows, which is drawn once for equal values."""
        return Top(
            self.person_name,
            self.section,
            open_tasks=self.open_tasks,
            unread=self.unread,
            coordination_url=self.coordination_url,
            administration_url=self.administration_url,
            privacy_url=self.privacy_url,
            search_url=self.search_url,
            notices_url=self.notices_url,
            settings_url=self.settings_url,
            sessions_url=self.sessions_url,
        )

    def bar(self, facts: Any) -> FactsBar:
        """Return what the facts bar shows, which is drawn once for equal values.

        Args:
            facts: what a page says of itself; None when it says nothing.
        """
        if not facts:
            return FactsBar(self.organisation)
        return FactsBar(
            self.organisation,
            tuple(facts.classification),
            sight_orgs=tuple(identity.badge_of(each) for each in facts.sight_orgs),
            sight_text=facts.sight_text,
            sight_url=facts.sight_url,
        )

    @property
    def unread_count(self) -> ScalarSelect[int]:
        """What counts new notices, for a page that asks it along."""
        count: CountsUnread = current_app.extensions[UNREAD]
        return count(self._actor)

    @property
    def breach_count(self) -> ScalarSelect[int]:
        """What counts data breaches nobody decided about, for a page that asks it along."""
        count: CountsUnread = current_app.extensions[BREACHES]
        return count(self._actor)

    @property
    def erasure_count(self) -> ScalarSelect[int]:
        """What counts requests to erase that wait for an officer, for a page that asks it along."""
        count: CountsUnread = current_app.extensions[ERASURES]
        return count(self._actor)

    @property
    def emergency_count(self) -> ScalarSelect[int]:
        """What counts the own emergency sights, for a page that asks it along."""
        return emergencies.running_count(self._actor)

    def know(self, open_tasks: int) -> None:
        """Take the number of tasks from a view that has counted them already."""
        self._open_tasks = open_tasks

    def know_unread(self, unread: int) -> None:
        """Take the number of new notices that was counted already."""
        self._unread = unread

    def know_coordination(self, places: int) -> None:
        """Take in how many workspaces for coordination this person is in."""
        self._coordinates = places > 0

    def know_emergencies(self, running: int) -> None:
        """Take in how many emergency sights this person has now."""
        self._emergencies = running

    def _ask(self) -> None:
        """Ask all at once."""
        statement = _counts(self._actor, current_app.extensions[UNREAD])
        open_tasks, places, unread, self._emergencies = db.session().execute(statement).one()
        self._open_tasks = open_tasks if self._open_tasks is None else self._open_tasks
        self._coordinates, self._unread = places > 0, unread


@sql.kept
def _counts(actor: Actor, unread: CountsUnread) -> Select[int, int, int, int]:
    return select(
        tasks.open_count(actor),
        coordination.place_count(actor),
        unread(actor),
        emergencies.running_count(actor),
    )


def install(
    app: Flask,
    *,
    unread: CountsUnread,
    count_unread: Callable[[Actor, int], int],
    breaches: CountsUnread,
    erasures: CountsUnread,
) -> None:
    """Give every page after sign-in its frame.

    Args:
        unread: counts somebody's new notices; the feature that knows them is above this one.
        count_unread: does so when that says it cannot.
        breaches: counts data breaches for a privacy officer; kept by a feature above this one too.
        erasures: counts requests to erase that wait for a privacy officer; the same.
    """
    app.extensions[BREACHES] = breaches
    app.extensions[ERASURES] = erasures
    app.extensions[UNREAD] = unread
    app.extensions[COUNT_UNREAD] = count_unread
    offer_aside(Aside("open_tasks", count=_open_tasks, tell=_know))
    offer_aside(Aside("unread", count=lambda actor, _place: unread(actor), tell=_know_unread))
    offer_aside(Aside("coordination", count=_places, tell=_know_coordination))
    offer_aside(Aside("emergencies", count=_emergencies, tell=_know_emergencies))
    app.before_request(_remember)
    drawing.give_to_templates(app, shell=LocalProxy(_shell))  # the frame of a page  # nosec B604


def _open_tasks(actor: Actor, _place: Foothold) -> ScalarSelect[int]:
    return tasks.open_count(actor)


def _places(actor: Actor, _place: Foothold) -> ScalarSelect[int]:
    return coordination.place_count(actor)


def _emergencies(actor: Actor, _place: Foothold) -> ScalarSelect[int]:
    return emergencies.running_count(actor)


def _know_emergencies(running: int) -> None:
    if "shell" in g:
        current_shell().know_emergencies(running)


def _know_coordination(places: int) -> None:
    if "shell" in g:
        current_shell().know_coordination(places)


def _know(open_tasks: int) -> None:
    """Take the number that the frame of a workspace page brought along."""
    if "shell" in g:
        current_shell().know(open_tasks)


def _know_unread(unread: int) -> None:
    if "shell" in g:
        current_shell().know_unread(unread)


def _remember() -> None:
    """Note who is signed in while it is at hand; an answer about a fault asks nothing anew."""
    actor = actor_or_anonymous()
    if not actor.is_person or actor.token_id is not None:
        return
    g.shell = Shell(actor, current_user.session)


def _shell() -> Shell | None:
    refuse_to_keep("who is signed in")
    found: Shell | None = g.get("shell")
    return found


def current_shell() -> Shell:
    """Return the frame of this request; only after the door let somebody in."""
    found: Shell = g.shell
    return found
