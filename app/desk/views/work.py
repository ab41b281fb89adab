"""Mijn werk: what waits for me, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response

from app.comments import queries as comments
from app.coordination import queries as coordination
from app.desk import queries
from app.desk.views.blueprint import blueprint
from app.desk.views.shell import current_shell
from app.documents import queries as documents
from app.findings import queries as findings
from app.incidents import queries as incidents
from app.kernel.access import Actor
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN
from app.kernel.web.house import current_house
from app.reports import queries as reports
from app.requests import queries as requests
from app.sharing.policy import is_officer
from app.tasks import queries as tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

NEWS = 8
"""How many happenings are told."""


@blueprint.route("/", needs=SIGNED_IN)
def my_work() -> Response:
    """My tasks over all workspaces, what waits for my signature, and what is new."""
    actor = current_actor()
    along = _places(actor)
    places = along.places
    groups = queries.groups_of(actor, tasks.list_mine(actor, places=places))
    waiting = reports.list_waiting_for(actor, places=places)
    asked = documents.list_requests(actor, places)
    requested = requests.list_waiting(actor, places)
    current_shell().know(queries.count_doable(groups))
    current_shell().know_coordination(coordination.count_among(places))
    since = current_shell().previous_visit_at
    return answers.show(
        "desk/my_work.html",
        groups=groups,
        brief=queries.brief_of(groups, waiting),
        waiting=waiting,
        asked=asked,
        questions=along.questions,
        breaches=along.breaches,
        erasures=along.erasures,
        requested=requested,
        named=comments.list_mentions(actor, places),
        cases=incidents.list_waiting(actor, places),
        proposals=coordination.list_waiting(actor, places),
        case_words=incidents.STATUS_WORDS,
        to_score=findings.list_to_score(actor, places) if along.to_score else (),
        since=since,
        news=_news(actor, places, since=since),
        has_places=bool(places),
    )


@dataclass(frozen=True, slots=True)
class Along:
    """What came along with one's workspaces, in one statement."""

    places: list[Workspace]
    to_score: int
    questions: int | None
    """About a legal basis; only for a privacy officer."""
    breaches: int | None
    """Data breaches nobody decided about yet; only for a privacy officer."""
    erasures: int | None
    """Requests to erase a line of a log that wait for their word; only for a privacy officer."""


def _places(actor: Actor) -> Along:
    """Return one's workspaces, and the numbers that say what need not be asked for.

    The number of new notices comes along with them.
    """
    shell = current_shell()
    asked = [documents.count_bases_open(actor), shell.breach_count, shell.erasure_count]
    places, (unread, running, to_score, *of_officer) = workspaces.list_along(
        actor,
        shell.unread_count,
        shell.emergency_count,
        findings.count_to_score(actor),
        *(asked if is_officer(actor) else ()),
    )
    shell.know_unread(unread)
    shell.know_emergencies(running)
    questions, breaches, erasures = of_officer or (None, None, None)
    return Along(places, to_score, questions, breaches, erasures)


def _news(actor: Actor, places: list[Workspace], *, since: datetime | None) -> list[queries.Told]:
    """Tell what others did since the previous visit; at a first visit, what happened last."""
    news = queries.list_news(actor, places, limit=NEWS, since=since, but_not_by=actor.person_id)
    return queries.tell(
        news.entries,
        places={place.id: place for place in places},
        people=news.people,
        phrasebook=current_house().tool(queries.Phrasebook),
    )
