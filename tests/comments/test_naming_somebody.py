"""A mention finds only who may read it at that moment; of others it says the same as of nobody."""

import pytest

from app.comments.models import CommentMention, MentionDone
from app.comments.queries import Reader
from app.comments.service import people_named
from app.identity.models import Person
from app.kernel.errors import Refused
from app.kernel.ids import new_id


@pytest.fixture
def named(transaction):
    def read():
        with transaction.as_owner() as owner:
            return {each.person_id for each in owner.query(CommentMention)}

    return read


@pytest.mark.parametrize("words", ["@Anna, klopt dit?", "Klopt dit, @anna", "(@Anna)", "@ANNA!"])
def test_who_is_named_reads_it_in_mijn_werk(say, browser_of, named, world, document, words):
    assert say("bram", words).status == 303

    assert named() == {world.person("anna").id}
    mine = browser_of("anna").visit("/")
    assert document.title in mine.text("[aria-labelledby=named]")
    for who in ("bram", "wim", "carla", "cora"):
        assert "Je bent genoemd" not in browser_of(who).visit("/").text("main")


@pytest.mark.parametrize("name", ["Carla", "Dirk", "Els", "Nergens"])
def test_of_who_does_not_read_it_the_same_is_said_as_of_nobody(say, named, name):
    answer = say("bram", f"Klopt dit, @{name}?")

    assert answer.status == 422
    told = answer.text("#body-error")
    assert told == (
        f"@{name} is niemand die dit kan lezen."
        " Kijk hieronder wie je kunt noemen, of laat de @ weg."
    )
    assert answer.tree.cssselect("#body")[0].text_content() == f"Klopt dit, @{name}?"
    assert named() == set()


@pytest.mark.parametrize("words", ["mail naar a@anna.nl", "prijs @ 3 euro", "@ Anna", "a@b"])
def test_an_at_sign_that_names_nobody_is_just_a_sign(say, named, words):
    assert say("bram", words).status == 303
    assert named() == set()


def test_a_settled_or_withdrawn_word_calls_nobody(say, page_of, browser_of):
    say("bram", "@Anna, klopt dit?")
    page_of("bram").submit("form[action$='/state']")
    assert "Je bent genoemd" not in browser_of("anna").visit("/").text("main")

    page_of("bram").submit("form[action$='/state']", reopen="1")
    assert "Je bent genoemd" in browser_of("anna").visit("/").text("main")
    page_of("bram").submit("form[action$='/withdrawal']")
    assert "Je bent genoemd" not in browser_of("anna").visit("/").text("main")


def test_who_is_named_is_decided_anew_when_words_change(say, page_of, named, world):
    say("bram", "@Anna, klopt dit?")
    page_of("bram").submit("form[action$='/change']", body="@Wim, klopt dit?")
    assert named() == {world.person("wim").id}

    answer = page_of("bram").submit("form[action$='/change']", body="@Carla, klopt dit?")
    assert answer.status == 422
    assert named() == {world.person("wim").id}


def people(*names):
    made = [Person(id=new_id(), name=name, login=name.lower().replace(" ", ".")) for name in names]
    return [Reader(each, None) for each in made]


def test_the_longest_name_counts_and_a_shared_first_name_is_asked_about():
    readers = people("Jan de Wit", "Jan de Wit-Bos", "Piet Bos")

    found = people_named("@Jan de Wit-Bos en @piet.bos en @Piet", readers)

    assert [each.name for each in found] == ["Jan de Wit-Bos", "Piet Bos"]
    with pytest.raises(Refused):
        people_named("@Jan", readers)


def test_who_is_named_ticks_it_off_for_oneself_alone(say, browser_of, kept, world):
    assert say("bram", "@Anna en @Wim, kijk eens").status == 303
    anna = browser_of("anna")
    mine = anna.visit("/")
    form = "[aria-labelledby=named] form"

    assert mine.submit(form, comment=str(kept()[0].id)).status == 303
    assert mine.submit(form, comment=str(kept()[0].id)).status == 303

    assert not anna.visit("/").has("[aria-labelledby=named]")
    assert browser_of("wim").visit("/").has("[aria-labelledby=named]")


@pytest.mark.parametrize("who", ["bram", "carla", "cora"])
def test_nobody_ticks_off_what_does_not_name_them(say, browser_of, kept, who, world, transaction):
    say("bram", "@Anna, kijk eens")
    page = browser_of("anna").visit("/")
    address = page.tree.cssselect("[aria-labelledby=named] form")[0].get("action")
    other = browser_of(who)
    token = other.visit("/").tree.cssselect("input[name=csrf_token]")[0].get("value")
    fields = {"csrf_token": token, "comment": str(kept()[0].id)}

    assert other.send(address, fields).status == 404
    with transaction.as_owner() as owner:
        assert owner.query(MentionDone).all() == []


def test_who_lost_the_document_ticks_nothing_off(say, browser_of, kept, library, document):
    say("bram", "@Anna, kijk eens")
    page = browser_of("anna").visit("/")
    library.share("bram", document.id)

    assert page.submit("[aria-labelledby=named] form", comment=str(kept()[0].id)).status == 404


def test_of_two_with_the_whole_name_none_is_named_and_that_is_said():
    readers = people("Jan Jansen", "Jan Jansen", "Jan Jansen-Bos")
    for number, each in enumerate(readers):
        each.person.login = f"jan{number}"

    with pytest.raises(Refused) as refused:
        people_named("@Jan Jansen, klopt dit?", readers)

    assert "@jan0" in str(refused.value)
    assert "@jan1" in str(refused.value)
    assert people_named("@Jan Jansen-Bos en @jan1", readers) == [
        readers[2].person,
        readers[1].person,
    ]
