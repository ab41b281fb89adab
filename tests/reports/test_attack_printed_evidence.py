"""What is printed for all readers is known to each person of them, not to some of each."""

import pytest
from sqlalchemy import update

from app.documents.models import AccessRule, Document, Level
from app.findings.queries import list_printable
from app.kernel import clock
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting


@pytest.fixture
def printed(app, world, desk):
    """What Anna's report would print of a document of IJenV: (title is open) or nothing."""

    def look(document):
        finding, actor = desk.finding("anna", evidence=frozenset({document})), world.actor("anna")
        with acting(app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.id)
            found = list_printable(actor, workspace=place, finding_ids=[finding])
            return [is_open for _row, is_open in found]

    return look


def name_only(world, transaction, document, *, code, who):
    """Narrow the rule about an organisation to some of its people."""
    with transaction.as_owner() as owner:
        policy = owner.get_one(Document, document).policy_id
        organisation = world.organisations[code].id
        rule = update(AccessRule).where(
            AccessRule.policy_id == policy, AccessRule.organisation_id == organisation
        )
        owner.execute(rule.values(people=[world.person(each).id for each in who]))


@pytest.mark.parametrize(
    ("named", "expected"), [([], [True]), (["bram", "cora"], [True]), (["cora"], [])]
)
def test_evidence_that_a_colleague_may_not_know_is_not_printed(
    world, desk, transaction, printed, named, expected
):
    document = desk.document("ijenv", igj=Level.VIEW, ivho=Level.VIEW)
    name_only(world, transaction, document, code="igj", who=named)

    assert printed(document) == expected


def test_no_title_is_printed_for_a_partner_that_has_nobody_here_yet(
    world, desk, transaction, printed
):
    document = desk.document("ijenv", igj=Level.VIEW, ivho=Level.FINDING)
    with transaction.as_owner() as owner:
        carla = update(Membership).where(Membership.person_id == world.person("carla").id)
        owner.execute(carla.values(ended_at=clock.now()))

    assert printed(document) == [False]
