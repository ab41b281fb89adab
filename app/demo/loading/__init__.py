"""Loading the sample as it would have happened: each act by its own person, on its own day.

Everything goes through the same service verbs as in real use, so the rules are checked and the log tells the story.
Only the clock is told another moment, which nothing else in the product may do.
"""

from __future__ import annotations

from flask import Flask

from app.demo.files import FileMaker
from app.demo.loading import chores, judgements, papers, places, rounds
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import Sample

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
            *judgements.happenings(story, workspace),
            *rounds.happenings(story, workspace),
        )
    for happening in sorted(happenings, key=lambda each: each.moment):
        happening.tell()
