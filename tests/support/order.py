"""Which files are begun first when several processes share the tests.

A process takes one file after another. By itself pytest-xdist begins with those of the most tests;
the longest have few, so they came last, and one process waited for the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

LONGEST = (
    "tests/house/test_matrix.py",
    "tests/house/test_twins.py",
    "tests/documents/test_random_worlds.py",
    "tests/browser/test_main_job.py",
    "tests/documents/test_planted_faults.py",
    "tests/house/test_more_fields.py",
    "tests/browser/test_sending_files.py",
    "tests/reports/test_lasting_packs.py",
    "tests/successions/test_everybody_else.py",
    "tests/browser/test_four_who_sign.py",
    "tests/browser/test_sharing_walk.py",
    "tests/browser/test_scripts_in_texts.py",
    "tests/browser/test_signing_elsewhere.py",
    "tests/browser/test_sending_survives.py",
    "tests/documents/test_taking_nothing.py",
    "tests/storage/test_kills.py",
    "tests/documents/test_stories.py",
    "tests/documents/test_random_worlds_over_http.py",
    "tests/notifications/test_many_workers.py",
    "tests/adapters/test_mutants.py",
    "tests/adapters/test_signed_elsewhere.py",
    "tests/browser/test_coordination.py",
    "tests/reports/elsewhere/test_signing_elsewhere.py",
    "tests/storage/test_backups.py",
    "tests/browser/test_right_of_reply.py",
)
"""Those of more than half a minute, the longest first; the others follow at random."""


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return the tests in an order in which the long files come first."""
    places = {name: place for place, name in enumerate(LONGEST)}
    return sorted(items, key=lambda each: places.get(_file_of(each), len(LONGEST)))


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.split("::", 1)[0]
