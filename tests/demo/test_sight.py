"""The sample documents over all sample people, held against an expectation written by hand.

Two roads are checked for every person and every document: the list of the application, and row
security alone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from app.documents import queries as documents
from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import db
from app.kernel.access import Actor, system_actor
from app.kernel.web.house import house_of
from app.running import standing_in
from app.workspaces import queries as workspaces
from tests.support.loaded_sample import LoadedSample

EXPECTED = Path(__file__).with_name("expected_sight.toml")
TITLES = text("select title from document")
LETTER = "Besluit over melding "
"""Begins the title of a final letter of a case; its number is drawn when the sample is loaded."""
LETTERS_BY_HAND = {"igj": 2}
"""Both were made final by a coordinator of IGJ: only IGJ opens the document, others the letter."""


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, object]]:
    """What was written by hand, by the document's title."""
    rows = tomllib.loads(EXPECTED.read_text())["documents"]
    return {each["code"]: each for each in rows}


def _opens(loaded: LoadedSample, number: int, expected: dict[str, dict[str, object]]) -> set[str]:
    """Return the titles this person can open, by hand."""
    sample = loaded.sample
    person = sample.people[number]
    places = {
        place.code
        for place in sample.workspaces.values()
        if any(member.person == number for member in place.members)
    }
    return {
        document.title
        for document in sample.documents.values()
        if document.workspace in places
        and (
            person.organisation in expected[document.code].get("opens", ())
            or number in expected[document.code].get("people", ())
        )
    }


def _letters(loaded: LoadedSample, number: int) -> int:
    """Return how many letters of cases this person can open as a document, by hand."""
    members = {each.person for each in loaded.sample.workspaces["CMJ"].members}
    organisation = loaded.sample.people[number].organisation
    return LETTERS_BY_HAND.get(organisation, 0) if number in members else 0


def _actor(person: Person) -> Actor:
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
    )


def _seen(loaded: LoadedSample, login: str) -> tuple[set[str], set[str]]:
    """Return the titles the application lists, and those row security alone shows."""
    database = house_of(loaded.app).database
    with standing_in(loaded.app):
        with database.session_for(system_actor("test")):
            person = identity.find_person_by_login(login)
            assert person is not None
        actor = _actor(person)
        with database.session_for(actor) as session:
            listed: set[str] = set()
            for place in workspaces.list_of(actor):
                rows = documents.list_visible(actor, place, limit=200)
                listed |= {row.title for row in rows}
            walled = {row.title for row in session.execute(TITLES)}
    return listed, walled


def test_every_person_opens_exactly_what_was_written_by_hand(
    loaded_sample: LoadedSample, expected: dict[str, dict[str, object]]
) -> None:
    wrong = []
    for number, person in loaded_sample.sample.people.items():
        by_hand = _opens(loaded_sample, number, expected)
        listed, walled = _seen(loaded_sample, person.login)
        letters = {each for each in listed | walled if each.startswith(LETTER)}
        if len(letters) != _letters(loaded_sample, number) or letters - listed & walled:
            wrong.append((person.login, letters, set()))
        listed, walled = listed - letters, walled - letters
        if not listed == walled == by_hand:
            wrong.append((person.login, by_hand ^ listed, by_hand ^ walled))

    assert wrong == []


def test_the_expectation_speaks_of_every_document(
    loaded_sample: LoadedSample, expected: dict[str, dict[str, object]]
) -> None:
    assert set(expected) == set(loaded_sample.sample.documents)
    assert len(expected) == 42


def test_the_whole_sample_is_there(loaded_sample: LoadedSample) -> None:
    database = house_of(loaded_sample.app).database
    with standing_in(loaded_sample.app), database.session_for(system_actor("test")) as session:
        assert db.session() is session
        assert len(identity.list_organisations()) == len(loaded_sample.sample.organisations)
        ruben = identity.find_person_by_login("r.hoogveld")
    assert ruben is not None
    assert isinstance(ruben.id, UUID)
