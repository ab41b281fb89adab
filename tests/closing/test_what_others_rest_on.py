"""What was shared and kept private since goes with two organisations, once others rest on it.

IGJ brought documents and shared them; Anna of IJenV cites the first, Cora is Bram's colleague.
"""

import pytest
from sqlalchemy import text

from app.documents import service as documents
from app.workspaces.models import MemberRole, Membership
from tests.closing.conftest import approve_list, whole
from tests.support.acting import acting
from tests.support.observing import Observations


@pytest.fixture
def kept_private(app, world, transaction, library, shared):
    """Bram takes the rules away and keeps all three for IGJ; Anna's observation stays."""
    seen = Observations(app, world)
    seen.release("anna", seen.make("anna", evidence=frozenset({shared[0].id})))
    bram = world.actor("bram")
    for each in shared:
        library.share("bram", each.id)
        with transaction.as_owner() as owner:
            now = owner.execute(
                text("select version from document where id = :id"), {"id": each.id}
            ).scalar_one()
        with acting(app, bram):
            documents.keep_private(bram, each.id, seen_version=now)
    with transaction.as_owner() as owner:
        cora = owner.query(Membership).filter_by(person_id=world.person("cora").id).one()
        cora.role = MemberRole.CONTRIBUTOR


def propose(browser, lists, layer):
    answer = browser.visit(lists).submit("#proposal-form", layer=layer, ground="copy")
    assert answer.status == 303, answer.text("main")
    return answer.location


@pytest.mark.parametrize(
    ("layer", "approver", "left"), [("private", "cora", 1), ("shared", "anna", 2)]
)
def test_a_colleague_alone_does_not_let_it_go(
    request,
    browser_of,
    shared,
    kept_private,
    lists,
    transaction,
    later,
    layer,
    approver,
    left,
    world,
):
    request.getfixturevalue("closed")
    at = propose(browser_of("bram"), lists, layer)
    done = approve_list(browser_of(approver), at, transaction, world.person(approver))
    assert done.status == 303
    later(8)
    request.getfixturevalue("carry_out")()

    assert whole(transaction) == (left, 3 - left)
    with transaction.as_owner() as owner:
        is_there = owner.execute(
            text("select count(*) from document_version where document_id = :id"),
            {"id": shared[0].id},
        ).scalar_one()
    assert bool(is_there) is (layer == "private")
