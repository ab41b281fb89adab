"""What the register tells an officer of classified documents depends on how they signed in."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from app.identity.models import PRIVACY_OFFICER, IdentityProvider, Person
from app.workspaces.models import Classification, Workspace
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.emergencies import put_sight

PAGE = "null, null, null, null, 50, 0"
TOLD = {
    f"select document from samenzicht_openings(null, {PAGE})": 2,
    f"select document from samenzicht_register_disclosures({PAGE}) where document is not null": 2,
    f"select document from samenzicht_register_special({PAGE})": 2,
    "select document from samenzicht_emergency_openings(:sight)": 2,
}
"""What lists documents, and how many when all is told."""
COUNTED = {
    "select sum(documents) from samenzicht_register_places()": 2,
    "select sum(documents) from samenzicht_register_recipients()": 2,
}


@pytest.fixture
def sight(library, api_of, transaction, world):
    """IGJ brought two documents, one classified; both were opened, also under emergency sight."""
    with transaction.as_owner() as owner:
        owner.get(Workspace, world.workspace.id).classification = Classification.DEPARTMENTAL
        owner.get(Person, world.person("bram").id).duties = [PRIVACY_OFFICER]
    given = rule_for("ijenv", "download")
    found = put_sight(
        transaction, world.workspace, of=world.person("bram"), by=world.person("cora")
    )
    for level in ("ongerubriceerd", "dep_vertrouwelijk"):
        document = library.bring("bram", given, classification=level)
        for who in ("anna", "bram"):
            assert api_of(who).get(f"/documents/{document.id}/content").status_code == 200
    with transaction.as_owner() as owner:
        owner.execute(text("update document set is_criminal_data = true"))
        owner.execute(text("alter table log_entry disable trigger user"))
        owner.execute(
            text(
                "update log_entry set action = 'document:emergency:read'"
                " where actor_id = :who and action = 'document:content:download'"
            ),
            {"who": world.person("bram").id},
        )
    return found


def test_who_signed_in_too_weakly_is_told_nothing_of_them(app, world, sight):
    officer = replace(world.actor("bram"), duties=frozenset({PRIVACY_OFFICER}))
    for actor in (officer, replace(officer, is_strong=False)):
        hidden = 0 if actor.is_strong else 1
        with acting(app, actor) as session:
            told = {each: session.execute(text(each), {"sight": sight}).all() for each in TOLD}
            lists = {each: len(rows) for each, rows in told.items()}
            assert lists == {each: most - hidden for each, most in TOLD.items()}
            counts = {each: session.execute(text(each)).scalar_one() for each in COUNTED}
            assert counts == {each: most - hidden for each, most in COUNTED.items()}


def test_an_officer_is_told_that_something_lacks(officer, transaction):
    assert not officer.visit("/privacy-register").has("#weak-sign-in")
    with transaction.as_owner() as owner:
        found = owner.execute(select(IdentityProvider).where(IdentityProvider.slug == "igj"))
        found.scalar_one().classified_acr = []

    assert officer.visit("/privacy-register").has("#weak-sign-in")
    assert officer.visit("/privacy-register/openings").has("#weak-sign-in")
