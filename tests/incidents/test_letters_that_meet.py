"""Two who say something of a letter at once, and what the database lets nobody do with one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.incidents import queries, service
from app.incidents.policy import IncidentPermission
from tests.support.acting import acting
from tests.support.database import watching_off

SAYS = (
    "insert into incident_letter_stance (id, letter_id, case_id, workspace_id, organisation_id,"
    " position, number, kind, words, made_by_id, made_at) select gen_random_uuid(), id, case_id,"
    " workspace_id, :igj, :position, current_number, 'agreed', '', :bram, now()"
    " from incident_letter"
)
WRITES = (
    "insert into incident_letter_text (id, letter_id, case_id, workspace_id, decision_id,"
    " organisation_id, number, parties, addressee, subject, body, made_by_id, made_at)"
    " select gen_random_uuid(), letter_id, case_id, workspace_id, decision_id, :igj, 2,"
    " array[cast(:igj as uuid)], addressee, subject, 'Een andere brief', :bram, now()"
    " from incident_letter_text"
)
COUNTS = "update incident_letter set current_number = :number"
ENDS = (
    "update incident_letter set made_final_at = now(), made_final_by_id = :bram, sha256 = 'x',"
    " size = 1, pages = 1, blob_id = 'x', wrapped_key = 'x', document_id = gen_random_uuid()"
)


@pytest.fixture
def bram(world):
    """Who Bram is, for statements: he works on cases for IGJ, which does not handle this one."""
    actor = world.actor("bram")
    return {"igj": str(actor.organisation_id), "bram": str(actor.person_id)}


def test_two_who_say_something_at_once_are_both_heard(
    app, world, drafted, place_of, bram, transaction
):
    """Bram agrees after Anna's page was loaded and before she presses the button."""
    anna = world.actor("anna")
    with acting(app, anna):
        letter = queries.get_letter_for(
            anna,
            IncidentPermission.JUDGE_LETTER,
            letter_id=drafted.rsplit("/", 1)[1],
            workspace=place_of(anna),
        )
        with transaction.as_owner() as owner:
            owner.execute(text(SAYS), {**bram, "position": 1})

        service.judge_letter(anna, letter, agrees=True, words="", seen_number=1)

    with transaction.as_owner() as owner:
        said = owner.execute(text("select position from incident_letter_stance order by 1"))
        assert list(said.scalars()) == [1, 2]


def test_who_does_not_handle_the_case_has_no_letter_alone(app, world, drafted, bram):
    """Not even where the application would forget to ask: the handler takes part, or it is none."""
    with acting(app, world.actor("bram")) as session, watching_off(session):
        session.execute(text(WRITES), bram)
        session.execute(text(COUNTS), {"number": 2})
        session.execute(text(SAYS), {**bram, "position": 1})
        with pytest.raises(DBAPIError, match="not of who handles"), session.begin_nested():
            session.execute(text(ENDS), bram)


def test_an_agreement_with_an_earlier_text_never_counts_again(app, world, drafted, bram):
    with acting(app, world.actor("bram")) as session, watching_off(session):
        session.execute(text(WRITES), bram)
        session.execute(text(COUNTS), {"number": 2})
        with pytest.raises(DBAPIError, match="goes back"), session.begin_nested():
            session.execute(text(COUNTS), {"number": 1})
