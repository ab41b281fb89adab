"""What is another organisation's own changes nothing for anybody else, in no byte of any answer.

A crawl asks everything there is to read, as somebody. Then what IGJ keeps to itself becomes another
thing altogether, and everybody else's crawl is the same again. When IGJ does something by the
product's own verbs, only the workspace's log tells that there are more lines, which it should.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.findings.models import Audience
from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.documents import Library, rule_for
from tests.support.judgement import Desk
from tests.support.markers import SIGHT
from tests.support.matrix import Asker
from tests.support.twins import ALL, LOG, betrayed, crawl, let_versions_change, mark_all, told

OTHERS = ("anna", "carla", "dirk")
"""A coordinator, a reader and a stranger: of IGJ's own things they may know nothing."""
EVERYBODY = (*OTHERS, "bram")


OTHERWISE = {
    "document": "title = 'Heel iets anders', marking = 'intern', classification = 1,"
    " is_police_data = true, version = 9, changed_at = changed_at + interval '3 hours'",
    "document_version": "file_name = 'anders.docx', size = 99999999, sha256 = '\\x00', note = 'x'",
    "document_text": "body = 'andere woorden'",
}
"""What makes another document of one."""


@pytest.fixture(scope="module")
def scene(scene):
    """The scene of the matrix; the clock stands still, so that no answer differs by a minute."""
    patch, moment = pytest.MonkeyPatch(), clock.now() + timedelta(seconds=5)
    with patch.context() as at:
        at.setattr(clock, "now", lambda: moment)
        yield scene


@pytest.fixture(scope="module")
def askers(scene):
    return {who: Asker(scene, who) for who in EVERYBODY}


@pytest.fixture(scope="module")
def before(application, askers):
    """What everybody else is told while nothing is changed."""
    crawls = {who: crawl(application, askers[who]) for who in OTHERS}
    return {
        who: {asked: told(each) for asked, each in answers.items()}
        for who, answers in crawls.items()
    }


def otherwise(application, askers, before, *, of=OTHERS, routes=ALL, but=()):
    """Which answers are not what they were, for whom."""
    return [
        f"{who}: {asked}"
        for who in of
        for asked, answer in crawl(application, askers[who], routes=routes).items()
        if told(answer) != before[who][asked] and not asked.startswith(but)
    ]


def test_the_same_database_gives_the_same_crawl(application, askers, before):
    """The proof that what differs below differs because of the change."""
    assert otherwise(application, askers, before, of=("anna",)) == []
    assert len(before["anna"]) > 100


def test_what_igj_keeps_to_itself_may_be_anything(application, scene, askers, before):
    """It becomes another thing; then IGJ adds something, which the log alone tells of."""
    with scene.transaction.undone():
        with scene.transaction.as_owner() as owner:
            let_versions_change(owner)
            for table, words in OTHERWISE.items():
                key = "id" if table == "document" else "document_id"
                statement = f"update {table} set {words} where {key} = :id"
                owner.execute(text(statement), {"id": scene.ids["igj_private"]})
        assert otherwise(application, askers, before, routes=LOG) == []

        library = Library(house_of(application), scene.world)
        for each in range(30):
            library.bring("bram", title=f"Verslag {each}", name=f"{each}.txt")
        desk = Desk(application, scene.world, scene.transaction)
        desk.finding("bram", title="Te weinig, verslag", audience=Audience.OWN, is_final=False)
        assert otherwise(application, askers, before, but=LOG) == []


def test_a_closed_thing_that_opens_is_told(application, scene, askers, before):
    """The proof that a crawl looks at something: a rule for IvhO, and Carla is told more."""
    with scene.transaction.undone():
        library = Library(house_of(application), scene.world)
        library.share("bram", scene.ids["igj_private"], rule_for("ivho"))
        changed = otherwise(application, askers, before, of=("anna", "carla"), but=LOG)

    assert len([each for each in changed if each.startswith("carla")]) > 5
    assert [each for each in changed if not each.startswith("carla")] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_marker_in_any_text_reaches_who_may_not_see_it(application, scene, askers, who):
    """In every text that hangs on a document: titles, files, notes, rules, reasons, kept texts."""
    names = ("igj_private", "igj_for_wim", "igj_classified", "ijenv_private", "nvwa_document")
    with scene.transaction.undone():
        with scene.transaction.as_owner() as owner:
            marked = [mark_all(owner, scene, name) for name in names]
        answers = crawl(application, askers[who])

    shown = {name: asked for asked, each in answers.items() for name in betrayed(each)}
    assert {name: asked for name, asked in shown.items() if who not in SIGHT[name]} == {}
    assert {name for name in names if who in SIGHT[name]} <= set(shown)
    assert all(columns >= 3 for columns in marked)
