"""No witness, however hostile, changes a log or keeps it from going on; it is named.

Cora of IGJ agreed with the witness; Bram and Anna work in the workspace."""

import pytest
from sqlalchemy import text

from app.adapters.witnessing import Egress, Post
from app.witnesses.models import Fault
from tests.support import hostile_witnesses as hostile
from tests.support.cosigners import NAME
from tests.support.hostile_witnesses import MINE, pretending

HOSTILE = [
    (hostile.with_wrong_key, Fault.FORGED),
    (hostile.with_wrong_root, Fault.FORGED),
    (hostile.with_an_older_one, Fault.FORGED),
    (hostile.with_another_time, Fault.FORGED),
    (hostile.with_the_year_40000, Fault.FORGED),
    (hostile.with_fifty_megabytes, Fault.STRANGE),
    (hostile.with_a_redirect_inwards, Fault.STRANGE),
    (hostile.slowly, Fault.SILENT),
    (hostile.with_garbage, Fault.SILENT),
    (hostile.with_other_text, Fault.FORGED),
    (hostile.with_no_text, Fault.STRANGE),
    (hostile.with_bytes_that_are_no_text, Fault.STRANGE),
    (hostile.with_an_error, Fault.SILENT),
    (hostile.forbidden, Fault.REFUSED),
    (hostile.with_no_size, Fault.SPLIT),
    (hostile.with_ever_other_sizes, Fault.REFUSED),
]


@pytest.mark.parametrize(
    ("post", "fault"), HOSTILE, ids=[each.__name__ for each, _fault in HOSTILE]
)
def test_a_hostile_witness_changes_nothing_and_is_named(
    watch, app, world, transaction, browser_of, post, fault
):
    with pretending(post) as url:
        watch.add(MINE, url)
        watch.lengthen()
        watch.round()
    found = watch.standing()
    assert (found.size, found.fault, found.is_proven) == (0, fault, False)
    with transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from log_cosignature")).scalar_one() == 0
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log")
    assert NAME in page.text("[aria-labelledby=witnesses]")
    assert "Tekent niet mee sinds" in page.text("[aria-labelledby=witnesses]")
    address = f"/workspaces/{world.workspace.ref}/log/verification/checkpoint"
    note = browser_of("bram").visit(address)
    assert note.response.get_data(as_text=True).count("\u2014 ") == 1


def test_only_who_is_named_as_inside_is_reached_there():
    """Everybody else is outside, and what is plain is on this machine alone."""
    inside, here = "https://witness.intern", "http://127.0.0.1:8101"
    post = Post(inside=frozenset({inside, here}))
    addresses = (inside, here, "https://witness.example")

    found = [post._egress(f"{each}/add-checkpoint") for each in addresses]

    assert found == [
        Egress(origins=frozenset({inside}), inside=frozenset({inside})),
        Egress(loopback=frozenset({here})),
        Egress(origins=frozenset({"https://witness.example"})),
    ]
