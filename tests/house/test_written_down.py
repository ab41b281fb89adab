"""What a request changes stands in the log, what it only reads where that matters, and no more.

Counted by PostgreSQL, apart from the product's own books. The matrix and the forms on all pages are
counted in the same way; here are the sensitive reads, and the proof that a fault would be found.

Source: OWASP ASVS 5.0.0, 16.3.2; BIO2, 8.15.01.
"""

import inspect
from itertools import product

import pytest
from sqlalchemy import text

from app.identity.actions import IdentityAction
from app.identity.models import Person
from app.identity.policy import IdentityPermission
from app.kernel import access, db, work
from app.kernel.bookkeeping import BOOKKEEPING, THE_LOG
from app.kernel.web.current import current_actor
from app.kernel.work import begin_work
from tests.house.sources import say
from tests.support.expected import CAST
from tests.support.expected_lines import BESIDE, SERVED
from tests.support.matrix import PASSED, QUERIES, Asker, expected, questions, wrongly_written
from tests.support.officers import make_officer
from tests.support.written_down import LOG

ALONG = {"documents.mirror": "?as=ivho", "documents.mirror_document": "?as=ivho"}
"""What is asked along where a page without a question reads nothing."""
OFFICER = "officer"
COMING_BACK = {
    "administration.complete_access",
    "administration.complete_approval",
    "administration.complete_correction",
    "administration.complete_duty",
    "destructions.complete",
    "emergencies.complete",
    "erasures.complete_approval",
    "erasures.complete_asking",
    "identity.callback",
    "notifications.open_notice",
    "reports.brought",
    "reports.complete",
    "successions.complete_approval",
    "witnesses.complete_approval",
}
"""Pages to which one comes back from signing in, to do what was confirmed; and a notice is read."""
ELSEWHERE = {
    "archive.take": "tests/oversight/test_a_package_on_request.py",
    "destructions.certificate": "tests/closing/test_destruction.py",
    "documents.compare": "tests/documents/test_comparing_versions.py",
    "emergency_documents.preview": "tests/emergencies/test_looking.py",
    "emergency_documents.read": "tests/emergencies/test_looking.py",
    "incidents.letter_pdf": "tests/incidents/test_joint_letters.py",
    "reply.extract": "tests/rebuttals/test_replying_by_link.py",
    "reply.page": "tests/rebuttals/test_replying_by_link.py",
}
"""Reads that nobody of the scene can do as it stands, and where their line is looked at."""


@pytest.fixture(scope="module")
def officer(application, scene, counted):
    """The privacy officer of IGJ, who may read its register."""
    asker = Asker(scene, "anonymous", counted=counted)
    asker.browser, _person = make_officer(application, scene.world, scene.transaction, code="igj")
    asker.secret = asker.browser.client.get_cookie("samenzicht").value
    asker.token = asker.browser.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")
    return asker


@pytest.fixture
def askers(scene, counted, officer):
    return [(Asker(scene, who, counted=counted), who) for who in CAST] + [(officer, OFFICER)]


@pytest.fixture
def reading(application, monkeypatch):
    """What can be read by just asking for it, by endpoint."""
    for endpoint, query in ALONG.items():
        monkeypatch.setitem(QUERIES, endpoint, query)
    found = {endpoint: [] for endpoint in SERVED}
    for each in questions(application):
        if each.method == "GET" and each.rule.endpoint in found:
            found[each.rule.endpoint].append(each)
    return found


def test_each_sensitive_read_writes_its_one_line(application, askers, reading):
    """Asked until it is served once; the matrix asks them all."""
    served, faults = set(), []
    for endpoint, asked in reading.items():
        for question, (asker, who) in product(asked, askers):
            if who != OFFICER and expected(application, question, who) != PASSED:
                continue
            answer = asker.ask(question)
            faults += [f"{question}: {x}" for x in wrongly_written(question, answer, asker.units)]
            if any(each.lines for each in asker.units):
                served.add(endpoint)
                break

    assert not faults, say("The log tells otherwise:", faults)
    assert set(SERVED) - served == set(ELSEWHERE)


def writes_on_get(view):
    attempt = inspect.getclosurevars(view).nonlocals.get("attempt")
    return attempt is not None and inspect.getclosurevars(attempt).nonlocals["writes_on_get"]


def test_each_page_that_may_write_is_one_of_these(application):
    writing = {name for name, view in application.view_functions.items() if writes_on_get(view)}

    assert writing == set(SERVED) | COMING_BACK


def test_the_tables_that_need_no_line_are_those_of_the_product():
    """Both lists are written by hand; who widens one has to give the reason in the other."""
    queue = {each for each in BESIDE if each.startswith("procrastinate")}

    assert set(BESIDE) - queue == set(BOOKKEEPING) - queue | set(THE_LOG) - set(LOG)


def test_every_table_is_watched(scene):
    watched = text(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        " and (select count(*) from pg_trigger where tgrelid = pg_class.oid"
        " and tgname like 'zz_counted%') <> 3"
    )
    with scene.transaction.as_owner() as owner:
        assert list(owner.execute(watched).scalars()) == []


def change_in_silence():
    session = db.session()
    with session.no_autoflush:
        session.connection().exec_driver_sql("update task set title = title || '!'")
    session.commit()


def talk_about_nothing():
    actor = current_actor()
    person = db.session().get_one(Person, actor.person_id)
    with begin_work(actor) as writing:
        access.require(actor, IdentityPermission.CHANGE_OWN, person)
        writing.record(IdentityAction.SETTINGS_CHANGED, person)


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (change_in_silence, "changed ['task'] without a line"),
        (talk_about_nothing, f"wrote ['{IdentityAction.SETTINGS_CHANGED}'] and changed nothing"),
    ],
)
def test_a_route_that_forgets_or_invents_would_be_found(
    application, scene, counted, monkeypatch, planted, told
):
    def view(**_arguments):
        with work.circumstances(request_id="planted", queue=None):
            planted()
        return "done"

    monkeypatch.setitem(application.view_functions, "account.settings", view)
    asker = Asker(scene, "bram", counted=counted)
    (question,) = (
        each
        for each in questions(application)
        if (each.rule.endpoint, each.method) == ("account.settings", "POST")
    )

    answer = asker.ask(question)

    assert (answer.status_code, [each.fault for each in asker.units]) == (200, [told])
