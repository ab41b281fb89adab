"""Notes and decisions: who sees, who adds, who decides; and nothing is ever rewritten.

Anna is of IJenV (lead), Bram of IGJ and owns the finding, Carla only reads, Dirk is elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from app.followups import service
from app.followups.models import FollowUp
from app.kernel import clock
from app.workspaces.models import ParticipantRole, Participation

PASSES = {
    # who: may see, may add a note, may decide
    "anna": (True, True, False),
    "bram": (True, True, True),
    "wim": (True, False, False),
    "cora": (True, False, False),
    "carla": (True, False, False),
    "dirk": (False, False, False),
}
REASON = "Wij zagen de meter hangen."


def test_who_sees_adds_and_decides(browser_of, address):
    for who, (sees, notes, decides) in PASSES.items():
        page = browser_of(who).visit(address)

        assert page.status == (200 if sees else 404), who
        forms = ('id="note-form"' in page.body, 'id="decide-form"' in page.body)
        assert forms == (notes, decides), who


@pytest.mark.parametrize(
    ("role", "who", "sees"),
    [
        (ParticipantRole.OBSERVER, "carla", False),
        (ParticipantRole.GUEST, "carla", False),
        (ParticipantRole.GUEST, "bram", True),
    ],
)
def test_who_observes_or_is_a_guest_sees_only_the_own(
    browser_of, address, transaction, world, role, who, sees
):
    """Carla's organisation owns none of it; Bram's owns the finding, also after its part shrank."""
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(
                Participation.workspace_id == world.workspace.id,
                Participation.organisation_id == world.person(who).organisation_id,
            )
            .values(role=role)
        )
    page = browser_of(who).visit(address)

    assert page.status == (200 if sees else 404)
    assert 'id="note-form"' not in page.body
    there = browser_of(who).visit(address.rpartition("/")[0]).text("main")
    assert ("de gemeente" in there) == sees
    assert "Haal 77 uur." not in there


def test_a_note_and_two_decisions_stay_readable(browser_of, address, transaction):
    page = browser_of("anna").visit(address)
    noted = page.submit(
        "#note-form", kind="response", response="partly", words="Wij meten de nachten."
    )
    assert noted.status == 303
    bram = browser_of("bram")
    bram.visit(address).submit("#decide-form", verdict="partly", reason="Alleen de nachten.")
    bram.visit(address).submit("#decide-form", verdict="followed", reason=REASON)

    said = browser_of("carla").visit(address).text("main")

    for each in ("Wij meten de nachten.", "Alleen de nachten.", REASON, "Opgevolgd"):
        assert each in said
    audited = transaction.audited(address.rpartition("/")[2])
    assert audited == ["follow_up:note:add", *["follow_up:decision:take"] * 2]


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(browser_of, address):
    bram = browser_of("bram").visit(address)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    ahead = bram.submit("#note-form", kind="measure", happened_on=tomorrow, words="Morgen klaar.")
    bare = bram.submit("#note-form", kind="response", words="Zij antwoordden.")
    silent = bram.submit("#decide-form", verdict="followed", reason="")

    assert (ahead.status, bare.status, silent.status) == (422, 422, 422)
    assert "Morgen klaar." in ahead.body
    assert "Zij antwoordden." in bare.body


def test_who_decides_on_an_older_page_is_told(browser_of, address):
    stale = browser_of("bram").visit(address)
    browser_of("anna").visit(address).submit("#note-form", kind="verification", words="Gezien.")

    late = stale.submit("#decide-form", verdict="not_followed", reason="Niets gezien.")

    assert late.status == 409
    assert "Niets gezien." in late.body


REFUSED = [
    ("bram", "update follow_up_entry set words = 'anders'"),
    ("bram", "delete from follow_up_entry"),
    ("bram", "update follow_up set text = 'anders'"),
    ("bram", "update follow_up set due_on = null"),
    ("anna", "delete from follow_up"),
]
DECIDED_BY_SQL = """
insert into follow_up_entry (id, follow_up_id, workspace_id, organisation_id, number, kind,
                             verdict, happened_on, words, made_by_id, made_at)
select gen_random_uuid(), id, workspace_id, samenzicht_organisation(), 9, 'decision',
       'followed', current_date, 'x', samenzicht_person(), now()
  from follow_up where addressee = 'de gemeente'
"""


def test_the_database_lets_nobody_rewrite_or_decide_for_another(browser_of, address, house, world):
    browser_of("bram").visit(address).submit("#note-form", kind="measure", words="Besteld.")

    for who, statement in [*REFUSED, ("anna", DECIDED_BY_SQL)]:
        with (
            house.database.session_for(world.actor(who)) as session,
            pytest.raises(DBAPIError, match=r"permission denied|row-level security"),
        ):
            session.connection().execute(text(statement))


def test_overdue_is_counted_in_dutch_days(api_of, report_id, transaction, world, monkeypatch):
    """27 June 2026 is a Saturday: the term runs on to Monday, until midnight in Dutch time."""
    with transaction.as_owner() as owner:
        owner.execute(update(FollowUp).values(due_on=date(2026, 6, 27)))
    carla, path = api_of("carla"), f"/workspaces/{world.workspace.ref}/follow-ups"

    for minute, is_late in (((21, 59), False), ((22, 1), True)):
        moment = datetime(2026, 6, 29, *minute, tzinfo=UTC)
        day = moment.astimezone(clock.HOME_ZONE).date()
        monkeypatch.setattr("app.followups.queries.rows.clock.today", lambda day=day: day)
        assert {each["overdue"] for each in carla.get(path).json["items"]} == {is_late}


def test_a_partners_system_reads_it(api_of, browser_of, address, world):
    browser_of("bram").visit(address).submit("#decide-form", verdict="overtaken", reason=REASON)
    path = f"/workspaces/{world.workspace.ref}/follow-ups"

    told = {each["text"]: each for each in api_of("carla").get(path).json["items"]}

    assert told["Meet het."]["organisation"] == "igj"
    assert told["Meet het."]["decision"] == "overtaken"
    assert told["Haal 77 uur."]["decision"] is None
    assert api_of("dirk").get(path).status_code == 404


def test_the_pages_cost_the_same_for_few_and_many(browser_of, address, statements):
    anna = browser_of("anna")
    counted = []
    for number in range(4):
        anna.visit(address).submit("#note-form", kind="progress", words=f"Stap {number}.")
        for each in (address, address.rpartition("/")[0]):
            statements.clear()
            assert anna.visit(each).status == 200
            counted.append(len(statements))

    assert max(counted) <= 8, counted
    assert counted[:2] == counted[-2:]


def test_what_one_organisation_notes_takes_no_room_of_others(browser_of, address, monkeypatch):
    monkeypatch.setattr(service, "MOST_NOTES", 1)
    anna, bram = browser_of("anna"), browser_of("bram")

    def note(browser):
        return browser.visit(address).submit("#note-form", kind="progress", words="Bezig.").status

    said = [note(each) for each in (anna, anna, bram, bram)]
    decided = bram.visit(address).submit("#decide-form", verdict="partly", reason=REASON)

    assert (said, decided.status) == ([303, 422, 303, 422], 303)
