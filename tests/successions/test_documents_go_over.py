"""What an organisation brought: its successor decides, others see what they saw."""

import pytest
from sqlalchemy import text

from app.documents import queries
from app.documents.models import AccessRule, Disclosure, Document
from app.documents.policy import DocumentPermission
from app.kernel.errors import NotAllowed
from app.workspaces.models import MemberRole
from tests.support.acting import acting
from tests.support.documents import rule_for


@pytest.fixture
def here(world):
    return f"/workspaces/{world.workspace.ref}/documents"


@pytest.fixture
def brought(library):
    """Bram shared one with IJenV; Anna gave one to IGJ alone."""
    return {
        "of_igj": library.bring("bram", rule_for("ijenv", "download"), title="Rapport van IGJ"),
        "for_igj": library.bring("anna", rule_for("igj", "download"), title="Alleen voor IGJ"),
    }


def come(successions, **more):
    plan = successions.agreed(**{"heirs": [("bram", "gijs")]} | more)
    successions.come()
    successions.run()
    return plan


def test_the_successor_decides_and_the_page_says_who_brought_it(
    app, successions, brought, here, browser_of, transaction, world
):
    come(successions)
    page = browser_of("gijs").visit(f"{here}/{brought['of_igj'].id}")
    assert page.status == 200
    assert "IGJ" in page.text("main")
    assert "de opvolger beslist: NVWA" in page.text("main")
    assert browser_of("anna").visit(f"{here}/{brought['of_igj'].id}").status == 200
    with acting(app, gijs := world.actor("gijs")):
        queries.get_for(gijs, DocumentPermission.SHARE, brought["of_igj"].id)
    with acting(app, anna := world.actor("anna")), pytest.raises(NotAllowed):
        queries.get_for(anna, DocumentPermission.SHARE, brought["of_igj"].id)
    assert browser_of("carla").visit(f"{here}/{brought['of_igj'].id}").status == 404
    assert transaction.audited(brought["of_igj"].id)[-1] == "succession:document:take-over"
    with transaction.as_owner() as owner:
        row = owner.get_one(Document, brought["of_igj"].id, populate_existing=True)
    assert row.organisation_id == world.organisations["nvwa"].id
    assert row.brought_by_id == world.organisations["igj"].id


def test_rights_given_to_it_are_not_the_successors(successions, brought, here, browser_of):
    come(successions)
    assert browser_of("gijs").visit(f"{here}/{brought['for_igj'].id}").status == 404
    assert browser_of("anna").visit(f"{here}/{brought['for_igj'].id}").status == 200


def test_the_successor_of_the_successor_keeps_who_brought_it(
    successions, brought, transaction, world
):
    successions.new_person("fien", "ivho")
    come(successions)
    plan = successions.plan("nvwa", "ivho", heirs=[("gijs", "fien"), ("dirk", "carla")])
    successions.agree(plan, "dirk")
    successions.come()
    successions.run()
    with transaction.as_owner() as owner:
        row = owner.get_one(Document, brought["of_igj"].id, populate_existing=True)
    assert row.organisation_id == world.organisations["ivho"].id
    assert row.brought_by_id == world.organisations["igj"].id


def test_where_both_had_rules_each_document_keeps_those_that_governed_it(
    successions, library, here, browser_of, transaction, world
):
    """IvhO takes part too and brought something of its own; what IvhO was given is its own now."""
    successions.new_person("fien", "ivho")
    successions.put_in("fien", MemberRole.CONTRIBUTOR)
    of_igj = library.bring("bram", rule_for("ijenv", "view"), rule_for("ivho", "view"))
    of_ivho = library.bring("fien", rule_for("ijenv", "view"))
    come(successions, heir="ivho", heirs=[])
    for document in (of_igj, of_ivho):
        assert browser_of("fien").visit(f"{here}/{document.id}/access").status == 200
        assert browser_of("anna").visit(f"{here}/{document.id}").status == 200
    ivho = world.organisations["ivho"].id
    with transaction.as_owner() as owner:
        rules = owner.query(AccessRule).filter_by(owner_id=ivho).all()
        given = owner.query(Disclosure).filter_by(owner_id=ivho, ended_at=None).all()
    assert {each.organisation_id for each in rules} == {world.organisations["ijenv"].id}
    assert {each.rule_id for each in given} == {each.id for each in rules}


def test_what_is_held_stays_held_and_destroying_stops(successions, brought, transaction, world):
    igj, nvwa = (world.organisations[code].id for code in ("igj", "nvwa"))
    bram = world.person("bram").id
    facts = {"place": world.workspace.id, "igj": igj, "bram": bram}
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "insert into retention_choice values"
                " (gen_random_uuid(), :place, :igj, 'A-5', '1995', :bram, now())"
            ),
            facts,
        )
        owner.execute(
            text(
                "insert into destruction (id, workspace_id, organisation_id, layer, ground, item,"
                " source, sha256, proposed_by_id, proposed_at) values (gen_random_uuid(), :place,"
                " :igj, 'shared', 'term', 'A-5', 'x', 'x', :bram, now())"
            ),
            facts,
        )
        owner.execute(
            text(
                "insert into legal_hold (id, workspace_id, organisation_id, reason, asked_by,"
                " from_on, set_by_id, set_at, review_on, lift_reason, version) values"
                " (gen_random_uuid(), :place, :igj, 'x', 'x', current_date, :bram, now(),"
                " current_date + 90, '', 1)"
            ),
            facts,
        )
    come(successions)
    asking = {
        "legal_hold": "select organisation_id from legal_hold",
        "retention_choice": "select organisation_id from retention_choice",
        "destruction": "select organisation_id from destruction where stopped_at is not null",
    }
    with transaction.as_owner() as owner:
        found = {name: owner.execute(text(each)).scalar_one() for name, each in asking.items()}
        stopped = owner.execute(text("select id from destruction")).scalar_one()
    assert found == {"legal_hold": nvwa, "retention_choice": nvwa, "destruction": igj}
    assert transaction.audited(stopped) == ["succession:destruction:stop"]
