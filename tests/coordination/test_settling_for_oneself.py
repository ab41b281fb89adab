"""An authority notes that it called, or accepts a visit in its own quiet period; that settles it
for itself alone, until a window moves."""

import pytest
from sqlalchemy import text

from app.coordination import queries, service
from app.coordination.models import ActivityKind, NoteKind, Rest
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Remark
from app.kernel import clock
from app.kernel.errors import Refused
from tests.coordination.conftest import window
from tests.coordination.test_settling import pairs_of

RADAR = "/coordination/overlaps?at=2027-01-01"


@pytest.fixture
def hidden(doing):
    """IGJ plans something at the bank that IJenV only knows to be planned; IJenV plans there."""
    bank = doing.enter("bram", "Bank De Waag")
    theirs = doing.plan("bram", bank, "Stress test", rest=Rest.PLANNED)
    ours = doing.plan("anna", doing.enter("anna", "Bank de Waag"), "Gesprek", rest=Rest.PLANNED)
    return ours, theirs


@pytest.fixture
def quiet(doing):
    """IGJ keeps a clinic quiet; IJenV visits it then, and lets IGJ see that."""
    clinic = doing.enter("bram", "Kliniek De Wissel", named=("ijenv",))
    calm = doing.plan("bram", clinic, "Rust", kind=ActivityKind.QUIET, rest=Rest.EVERYTHING)
    return calm, doing.plan("anna", clinic, "Bezoek", named=("igj",))


def noted(doing, who, ours, theirs, **said):
    with doing.acting(who) as actor:
        own = queries.get_activity_for(actor, CoordinationPermission.CHANGE, ours.id)
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pair = queries.find_pair(actor, coordination, one=ours.id, other=theirs.id)
        return service.note_overlap(actor, own, pair=pair, remark=Remark(**said))


def badge(browser_of, who):
    found = browser_of(who).visit(RADAR).tree.cssselect('.sz-tabs a[href$="overlaps"] .sz-count')
    return found[0].text_content() if found else ""


def test_a_call_is_noted_and_settles_it_for_who_called_alone(
    browser_of, doing, hidden, transaction
):
    before = badge(browser_of, "anna"), badge(browser_of, "bram")
    page = browser_of("anna").visit(RADAR)
    form = browser_of("anna").visit(page.tree.cssselect(".sz-radar a.sz-mini")[0].get("href"))
    wrong = form.submit("#note-form", called_with=" ")
    done = form.submit("#note-form", called_with="mevrouw Van Dam", reason="Zij gaan eerst.")

    card = browser_of("anna").visit(RADAR).text(".sz-radar")
    assert (before, wrong.status, done.status) == (("1", "1"), 422, 303)
    assert "mevrouw Van Dam" in card
    assert "Zij gaan eerst." in card
    assert (badge(browser_of, "anna"), badge(browser_of, "bram")) == ("", "1")
    assert "Van Dam" not in browser_of("bram").visit(RADAR).body
    note = pairs_of(doing, "anna")[0].note
    assert transaction.audited(note.id) == ["overlap_note:note:add"]


@pytest.mark.parametrize("mover", ["anna", "bram"])
def test_it_is_open_again_when_one_of_both_moves(doing, hidden, mover):
    said = {"called_on": clock.today(), "called_with": "Van Dam"}
    noted(doing, "anna", *hidden, **said)
    moved = hidden[0] if mover == "anna" else hidden[1]
    doing.act(mover, service.move_activity, moved, window=window("2027-04-02", "2027-06-30"))

    assert [pair.is_settled for pair in pairs_of(doing, "anna")] == [False]
    noted(doing, "anna", *hidden, **said)
    assert [pair.is_settled for pair in pairs_of(doing, "anna")] == [True]


def test_it_stays_settled_when_only_the_words_change(doing, hidden):
    noted(doing, "anna", *hidden, called_on=clock.today(), called_with="Van Dam")
    doing.act("anna", service.finish_activity, hidden[0])

    assert [pair.is_settled for pair in pairs_of(doing, "anna")] == [True]


def test_a_note_is_taken_back(browser_of, doing, hidden, transaction):
    made = noted(doing, "anna", *hidden, called_on=clock.today(), called_with="Van Dam")
    browser_of("anna").visit(RADAR).submit(f'form[action$="/notes/{made.id}/withdraw"]')

    assert pairs_of(doing, "anna")[0].note is None
    assert transaction.audited(made.id)[-1] == "overlap_note:note:withdraw"


def test_a_visit_in_ones_own_quiet_period_is_accepted_with_a_reason(browser_of, doing, quiet):
    page = browser_of("bram").visit(RADAR)
    links = [each.get("href") for each in page.tree.cssselect(".sz-radar a.sz-mini")]
    form = browser_of("bram").visit(next(each for each in links if "/note?" in each))
    wrong = form.submit("#note-form", reason=" ")
    form.submit("#note-form", reason="Een calamiteit gaat voor.")

    assert wrong.status == 422
    assert "Een calamiteit gaat voor." in browser_of("bram").visit(RADAR).text(".sz-radar")
    kinds = [pair.note.kind if pair.note else None for pair in pairs_of(doing, "bram")]
    assert (kinds, pairs_of(doing, "anna")[0].note) == ([NoteKind.ACCEPTED], None)


@pytest.mark.parametrize(
    "said",
    [
        {"called_with": "Van Dam"},
        {"called_on": "tomorrow", "called_with": "Van Dam"},
        {"called_on": "today", "called_with": "  "},
        {"called_on": "today", "called_with": "x" * 201},
        {"called_on": "today", "called_with": "Van Dam", "reason": "x" * 501},
    ],
)
def test_what_is_noted_must_be_whole(doing, hidden, said):
    days = {"today": clock.today(), "tomorrow": clock.today().replace(year=2099)}
    if "called_on" in said:
        said = said | {"called_on": days[said["called_on"]]}
    with pytest.raises(Refused):
        noted(doing, "anna", *hidden, **said)


def test_what_both_see_is_not_settled_by_one(doing):
    entity = doing.enter("bram", "Kliniek", named=("ijenv",))
    theirs = doing.plan("bram", entity, "Audit", named=("ijenv",))
    ours = doing.plan("anna", entity, "Bezoek")
    with pytest.raises(Refused):
        noted(doing, "anna", ours, theirs, called_on=clock.today(), called_with="Van Dam")


def test_the_database_shows_a_note_to_its_own_authority_alone(doing, hidden, world):
    made = noted(doing, "anna", *hidden, called_on=clock.today(), called_with="Van Dam")
    seen = {}
    for who in ("anna", "wim", "bram", "carla", "dirk"):
        with doing.acting(who), doing.database.session_for(world.actor(who)) as session:
            seen[who] = session.execute(text("select id from overlap_note")).scalars().all()
    assert seen == {"anna": [made.id], "wim": [made.id], "bram": [], "carla": [], "dirk": []}


def test_the_card_names_who_coordinates_at_whom_one_calls(browser_of, hidden, world):
    card = browser_of("bram").visit(RADAR).text(".sz-radar")

    assert world.person("anna").name in card
    assert world.person("wim").name not in card
