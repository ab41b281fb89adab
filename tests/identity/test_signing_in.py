"""Signing in at one's own organisation, through the pages of real providers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.signing_in import name_of, pin, refusals, secret_of


def provider_page(page) -> str:
    """The address a link or form leads to."""
    assert page.status == 303
    return page.location


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_one_chooses_an_organisation_signs_in_there_and_is_in(
    visit, doorway_transaction, standing_world
):
    page = visit.browser.visit("/login?next=/settings")
    (link,) = [a.get("href") for a in page.tree.cssselect(".sz-pick a") if "igj" in a.get("href")]

    arrived = visit.choose(provider_page(visit.browser.visit(link)), "bram")

    assert (arrived.status, arrived.location) == (303, "/settings")
    assert name_of(visit.browser) == "Bram"
    assert doorway_transaction.audited(standing_world.person("bram").id) == ["person:session:start"]


def test_one_types_the_work_address_and_is_led_to_the_right_page(visit, demo_setup):
    page = visit.browser.visit("/login")

    led = page.submit("#login", email="  Bram@IGJ.example ")

    address = provider_page(led)
    assert address.startswith(f"{demo_setup.public_origin}/igj/authorize?")
    assert asked(address)["login_hint"].strip() == "Bram@IGJ.example"
    assert asked(address)["redirect_uri"] == "http://localhost/login/callback/igj"
    assert "prompt" not in asked(address)
    assert visit.choose(address, "bram").location == "/"


@pytest.mark.parametrize("address", ["bram@elsewhere.example", "bram", "@", "x@igj.example.org"])
def test_an_unknown_address_is_told_what_to_do(visitor, address):
    page = visitor.visit("/login").submit("#login", email=address)

    assert page.status == 422
    assert "We kennen geen organisatie met dit adres" in page.text("#login")
    assert page.tree.cssselect("#email")[0].get("value") == address


def test_an_empty_address_is_told_as_well(visitor):
    page = visitor.visit("/login").submit("#login", email="")

    assert (page.status, page.has(".utrecht-form-field-error-message, [id$=error]")) == (422, True)


def test_the_sign_in_page_shows_every_organisation_by_name(visitor):
    links = visitor.visit("/login").tree.cssselect(".sz-pick a")
    names = [" ".join(each.text_content().split()) for each in links]

    assert len(names) == 4
    assert [name.rpartition("Inspectie ")[2] for name in names][:2] == [
        "Gezondheidszorg en Jeugd",
        "Justitie en Veiligheid",
    ]


def test_the_organisation_chosen_last_stands_first(visit):
    visit.choose(provider_page(visit.browser.visit("/login?organisation=igj")), "bram")

    assert "IGJ" in visit.browser.visit("/login").text(".sz-last")
    assert not visit.browser.visit("/login?organisation=none").has(".sz-last")


def test_an_unknown_organisation_is_not_found(visitor):
    assert visitor.visit("/login?organisation=none").status == 404
    assert visitor.visit("/login/callback/none?code=a&state=b").status == 404


def test_who_stops_at_the_provider_can_try_again(visit, doorway_transaction):
    address = provider_page(visit.browser.visit("/login?organisation=igj"))

    page = visit.cancel(address)

    assert page.status == 403
    assert "Je hebt niet ingelogd" in page.text("#refused")
    assert secret_of(visit.browser) is None
    again = provider_page(visit.browser.visit("/login?organisation=igj"))
    assert visit.choose(again, "bram").location == "/"


def test_a_second_organisation_in_the_same_browser_replaces_the_first(visit):
    visit.choose(provider_page(visit.browser.visit("/login?organisation=igj")), "bram")
    first = secret_of(visit.browser)
    visit.choose(provider_page(visit.browser.visit("/login?organisation=ivho")), "carla")

    assert name_of(visit.browser) == "Carla"
    visit.browser.client.set_cookie("samenzicht", first)
    assert name_of(visit.browser) is None


def test_signing_in_again_gives_a_new_session_and_ends_the_old(visit, doorway_transaction):
    visit.choose(provider_page(visit.browser.visit("/login?organisation=igj")), "bram")
    secrets = [secret_of(visit.browser)]
    for _ in range(2):
        address = provider_page(visit.browser.visit("/login?organisation=igj"))
        visit.return_from(visit.elsewhere.get(address, allow_redirects=False, timeout=5))
        secrets.append(secret_of(visit.browser))

    alive = []
    for secret in secrets:
        visit.browser.client.set_cookie("samenzicht", secret)
        alive.append(name_of(visit.browser))
    assert len(set(secrets)) == 3
    assert alive == [None, None, "Bram"]


def test_a_name_a_mail_or_a_claim_of_the_provider_changes_nobody(liar, visitor, standing_world):
    """Who somebody is comes from our own register; what a provider calls them is not even kept."""
    liar.name, liar.email = "<script>Anna</script>", "anna@ijenv.example"
    told = liar.visit(provider_page(visitor.visit("/login?organisation=igj")))
    visitor.visit("/login/callback/igj?" + "&".join(f"{k}={v}" for k, v in told.items()))

    assert name_of(visitor) == "Bram"
    assert "anna@ijenv.example" not in visitor.visit("/settings").body


def test_a_provider_that_was_switched_off_speaks_for_nobody(
    liar, visitor, doorway_transaction, bram_here
):
    address = provider_page(visitor.visit("/login?organisation=igj"))
    assert name_of(bram_here) == "Bram"
    pin(doorway_transaction, "igj", is_active=False)

    assert visitor.visit("/login?organisation=igj").status == 404
    told = liar.visit(address)
    assert visitor.visit(f"/login/callback/igj?state={told['state']}&code=x").status == 404
    assert name_of(bram_here) is None
    assert refusals(doorway_transaction, liar.id) == []
