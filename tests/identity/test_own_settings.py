"""Language, colours and shortcuts: chosen by oneself."""

import pytest

from app.identity.models import Person


@pytest.fixture
def stored(transaction, world):
    def read() -> tuple[str | None, str | None]:
        with transaction.as_owner() as owner:
            person = owner.get(Person, world.person("bram").id)
            return person.language, person.scheme

    return read


def test_one_chooses_language_and_colours(browser_of, transaction, world, stored):
    browser = browser_of("bram")

    saved = browser.visit("/settings").submit("#settings", language="en", scheme="dark")

    assert (saved.status, saved.location) == (303, "/settings")
    assert stored() == ("en", "dark")
    assert transaction.audited(world.person("bram").id) == ["person:settings:change"]
    page = saved.follow()
    assert page.tree.get("lang") == "en"
    assert "Language, colours and shortcuts" in page.text("main")
    assert browser.visit("/settings").tree.cssselect("[name=scheme] [selected]")[0].get(
        "value"
    ) == ("dark")


def test_one_may_leave_both_to_browser_and_device(browser_of, stored):
    browser = browser_of("bram")
    browser.visit("/settings").submit("#settings", language="en", scheme="dark")
    browser.visit("/settings").submit("#settings", language="", scheme="")

    assert stored() == (None, None)
    assert browser.visit("/settings").tree.get("lang") == "nl"


def test_single_keys_can_be_switched_off_and_on_again(browser_of):
    """WCAG 2.2, criterion 2.1.4."""
    browser = browser_of("bram")
    assert browser.visit("/settings").tree.get("data-shortcuts") is None

    browser.visit("/settings").submit("#settings", has_shortcuts=None)
    assert browser.visit("/").tree.get("data-shortcuts") == "off"

    browser.visit("/settings").submit("#settings", has_shortcuts="y")
    assert browser.visit("/").tree.get("data-shortcuts") is None


def test_the_keys_stand_with_the_settings_and_come_alone_for_a_script(browser_of):
    browser = browser_of("bram")
    page = browser.visit("/settings")
    alone = browser.visit("/settings", htmx=True)

    assert page.tree.cssselect("main #identity-keys kbd")
    assert alone.tree.cssselect("#identity-keys kbd")
    assert not alone.tree.cssselect("main")


@pytest.mark.parametrize(
    "fields", [{"language": "fy"}, {"scheme": "pink"}, {"language": "en", "scheme": "x"}]
)
def test_what_is_not_on_the_list_is_refused(browser_of, stored, fields):
    page = browser_of("bram").visit("/settings").submit("#settings", **fields)

    assert (page.status, stored()) == (422, (None, None))


def test_fields_that_are_not_on_the_form_change_nothing(browser_of, transaction, world):
    """Nobody promotes themselves by adding a field (mass assignment)."""
    browser = browser_of("bram")
    token = browser.visit("/settings").tree.cssselect("[name=csrf_token]")[0].get("value")
    columns = {column.key: "x" for column in Person.__table__.columns}
    sent = columns | {"language": "en", "scheme": "", "duties": "administrator"}

    assert browser.send("/settings", {"csrf_token": token, **sent}).status == 303

    with transaction.as_owner() as owner:
        person = owner.get(Person, world.person("bram").id)
        assert (person.name, person.login, person.duties) == ("Bram", "bram", [])
        assert (person.organisation_id, person.language) == (
            world.person("bram").organisation_id,
            "en",
        )


@pytest.mark.parametrize(
    ("header", "language"),
    [("nl", "nl"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr", "nl"), ("", "nl")],
)
def test_before_signing_in_the_browser_chooses(anonymous, header, language):
    anonymous.headers["Accept-Language"] = header

    assert anonymous.visit("/login").tree.get("lang") == language


def test_before_signing_in_one_may_choose_against_the_browser(anonymous):
    led = anonymous.visit("/login?lang=en")

    assert (led.status, led.location) == (303, "/login?next=/")
    assert led.follow().tree.get("lang") == "en"
    assert anonymous.visit("/login?lang=xx").tree.get("lang") == "en"


def test_the_settings_of_another_are_not_there(browser_of):
    """The page is about oneself: there is no address for somebody else's."""
    page = browser_of("carla").visit("/settings")

    assert "carla@ivho.example" in page.text()
    assert "bram" not in page.body.lower()
