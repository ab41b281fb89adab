"""Loading the sample as it would have happened: each act by its own person, on its own day.

Everything goes through the same service verbs as in real use, so the rules are checked and the log
tells the story. Only the clock is told another moment, which nothing else in the product may do.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from app.demo.files import FileMaker
from app.demo.loading import (
    breaches,
    calendars,
    cases,
    chores,
    closings,
    contributions,
    emergencies,
    hearings,
    judgements,
    observations,
    papers,
    places,
    programmes,
    publications,
    rounds,
    scorings,
    successions,
)
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import Sample
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.kernel.work import keeping_books
from app.search.policy import READER

__all__ = ["load"]


def load(app: Flask, sample: Sample) -> None:
    """Put all workspaces with their documents, tasks, findings and reports in place."""
    story = Story(app, sample)
    files = FileMaker(sample)
    happenings: list[Happening] = []
    for workspace in sample.workspaces.values():
        happenings += (
            places.opening(story, workspace),
            *places.happenings(story, workspace),
            *papers.happenings(story, workspace, files),
            *chores.happenings(story, workspace),
            *observations.happenings(story, workspace),
            *judgements.happenings(story, workspace),
            *scorings.happenings(story, workspace),
            *rounds.happenings(story, workspace),
            *hearings.happenings(story, workspace),
            *publications.happenings(story, workspace),
            *contributions.happenings(story, workspace),
            *cases.happenings(story, workspace),
            *calendars.happenings(story, workspace),
        )
    happenings += (
        *programmes.happenings(story),
        *breaches.happenings(story),
        *emergencies.happenings(story),
        *closings.happenings(story),
        *successions.happenings(story),
    )
    for happening in sorted(happenings, key=lambda each: each.moment):
        happening.tell()
    _forget_deferred(app)


def _forget_deferred(app: Flask) -> None:
    """Empty the queue: what the story deferred, the story did itself or nobody waits for.

    Only the texts of documents are still to be read: the worker does, as for any upload.
    """
    actor = system_actor("demonstration")
    with house_of(app).database.session_for(actor) as session, keeping_books(actor):
        session.execute(
            text("delete from procrastinate_jobs where status = 'todo' and task_name <> :reading"),
            {"reading": READER},
        )
