"""An id tells when its row was entered; of what is not shared it stands nowhere."""

import base64

from app.coordination.models import ProposalKind, Rest
from app.coordination.service import Opening, Plan, Window, change_activity
from tests.coordination.conftest import SPRING

API = "/coordination"


def pages_of(api, limit):
    """Everything of the list of activities, and the cursors in plain text."""
    items, cursors, cursor = [], [], ""
    while cursor is not None:
        answer = api.get(f"{API}/activities?limit={limit}&cursor={cursor}").json
        items, cursor = items + answer["items"], answer["next"]
        cursors.append(base64.urlsafe_b64decode(cursor or "").decode())
    return items, cursors


def test_no_cursor_holds_an_id_and_every_row_comes_once(api_of, doing):
    made = []
    for number in range(9):
        entity = doing.enter("bram", f"Kliniek {number}")
        first = SPRING.starts_on.replace(day=1 + number // 4)
        when = Window(starts_on=first, ends_on=SPRING.ends_on)
        made.append(doing.plan("bram", entity, when=when, rest=Rest.PLANNED))

    for limit in (1, 2, 3, 5, 20):
        items, cursors = pages_of(api_of("anna"), limit)
        assert sorted(each["entity"] for each in items) == [f"Kliniek {n}" for n in range(9)]
        assert not [each for each in items if "id" in each]
        assert not [each for each in made if str(each.id) in " ".join(cursors)]


def test_a_cursor_that_is_none_is_refused(api_of):
    for wrong in ('["2027-04-01", "-1"]', '["2027-04-01", "x"]', '["x", "1"]', '["2027-04-01"]'):
        cursor = base64.urlsafe_b64encode(wrong.encode()).decode()
        answer = api_of("bram").get(f"{API}/activities?cursor={cursor}")
        assert answer.status_code == 422


def test_of_an_activity_that_is_closed_again_its_proposal_gives_no_id(
    api_of, doing, propose, browser_of
):
    entity = doing.enter("bram", "Kliniek De Wissel", named=("ijenv",))
    theirs = doing.plan("bram", entity, named=("ijenv",))
    ours = doing.plan("anna", entity, "Forensische zorg")
    proposal = propose(ours, theirs, kind=ProposalKind.COMBINE)
    anna = api_of("anna")
    before = anna.get(f"{API}/overlaps/{proposal.id}").json
    closed = Plan(
        kind=theirs.kind, title=theirs.title, window=SPRING, opening=Opening(rest=Rest.PLANNED)
    )
    doing.act("bram", change_activity, theirs, plan=closed)

    after = anna.get(f"{API}/overlaps/{proposal.id}").json

    assert (before["activity_id"], before["with_id"]) == (str(ours.id), str(theirs.id))
    assert (after["activity_id"], after["with_id"]) == (str(ours.id), None)
    for place in ("/coordination?at=2027-01-01", "/coordination/overlaps?at=2027-01-01"):
        assert str(theirs.id) not in browser_of("anna").visit(place).body
    listed = anna.get(f"{API}/overlaps?year=2027")
    assert str(theirs.id) not in listed.get_data(as_text=True)
