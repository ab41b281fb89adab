"""Who has no account yet is invited: a mail without content, a link that works once."""

import re

import pytest
from sqlalchemy import select, text

from app.adapters.keys import MasterKey
from app.adapters.mail import Mailer
from app.identity import jobs
from app.identity.models import Invitation, Person
from app.identity.queries import hash_secret
from app.identity.service.inviting import open_envelope

NEW = {"email": "nieuw@igj.example", "name": "Nieuw Hier", "job_title": "arts", "role": "reader"}


@pytest.fixture
def invite(browser_of, ref):
    def submit(*, htmx=False, **fields):
        page = browser_of("anna").visit(f"/workspaces/{ref}/members")
        return page.submit("form#add-person", htmx=htmx, **{**NEW, **fields})

    return submit


@pytest.fixture
def invited(transaction):
    """The invited person, and the waiting mail's facts."""

    def found():
        with transaction.as_owner() as owner:
            person = owner.execute(
                select(Person).where(Person.email == NEW["email"])
            ).scalar_one_or_none()
            waiting = owner.execute(
                text("select args from procrastinate_jobs where task_name = :name"),
                {"name": jobs.send_invitation.name},
            ).scalars()
            return person, list(waiting)

    return found


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_link_is_shown_once_where_mails_only_go_to_a_folder(invite, invited, transaction, htmx):
    answer = invite(htmx=htmx)
    page = answer if htmx else answer.follow()

    found = re.search(r"http://localhost/login/invitation/(\S+)", page.text())
    assert found
    with transaction.as_owner() as owner:
        codes = owner.execute(select(Invitation.code_hash)).scalars().all()
    assert hash_secret(found[1]) in codes
    assert invited()[0].subject is None


def test_the_invited_person_is_a_member_and_the_log_says_so(
    invite, invited, transaction, membership_of, world
):
    invite()
    person, _waiting = invited()
    world_person = world.people.setdefault("nieuw", person)
    try:
        membership = membership_of("nieuw")
    finally:
        del world.people["nieuw"]

    assert transaction.audited(world_person.id) == ["person:invitation:send"]
    assert transaction.audited(membership.id) == [
        "workspace:member:add",
        "workspace:member:invite",
    ]


def test_the_queue_holds_no_readable_code(invite, invited):
    page = invite(htmx=True)
    code = re.search(r"/login/invitation/(\S+)", page.text())[1]
    person, (facts,) = invited()

    assert code not in str(facts)
    assert facts["person_id"] == str(person.id)


def test_the_mail_holds_the_link_and_nothing_of_the_workspace(invite, invited, app, house, world):
    invite()
    person, (facts,) = invited()
    with app.app_context():
        jobs.send_invitation.run(**facts)
        code = open_envelope(house.tool(MasterKey), person, facts["sealed_code"])

    mails = sorted(house.tool(Mailer).folder.glob("*.eml"), key=lambda each: each.stat().st_mtime)
    written = mails[-1].read_text()
    assert code in written.replace("=\n", "")
    assert "Samenzicht: je bent uitgenodigd" in written
    assert world.workspace.title not in written
    assert world.workspace.ref not in written


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "geen adres@igj.example"}, "volledig e-mailadres"),
        ({"name": "  "}, "We kennen dit adres nog niet"),
    ],
)
def test_a_wrong_invitation_is_told_and_nobody_is_made(invite, invited, fields, sentence):
    answer = invite(**fields)

    assert answer.status == 422
    assert sentence in answer.text("form#add-person")
    assert invited() == (None, [])
