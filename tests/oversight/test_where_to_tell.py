"""Who finds a weakness reads whom to tell: on the page, and in what machines read (RFC 9116)."""

import pytest

from app.kernel.web.house import house_of


@pytest.fixture
def telling(app, monkeypatch):
    """Name an address; without one the page names the organisation that runs the site."""

    def named(contact):
        house = house_of(app)
        changed = house.settings.model_copy(update={"security_contact": contact})
        monkeypatch.setattr(house, "settings", changed)
        visitor = app.test_client()
        return visitor.get("/.well-known/security.txt").text, visitor.get("/beveiliging").text

    return named


def test_the_address_that_was_set_is_named(telling):
    machines, people = telling("mailto:veilig@ivb.example")

    assert machines.splitlines()[0] == "Contact: mailto:veilig@ivb.example"
    assert (
        '<a class="utrecht-link utrecht-link--html-a" href="mailto:veilig@ivb.example">' in people
    )
    assert ">veilig@ivb.example</a>" in people


def test_a_page_is_named_in_full(telling):
    machines, people = telling("https://ivb.example/cvd")

    assert "Contact: https://ivb.example/cvd\n" in machines
    assert ">https://ivb.example/cvd</a>" in people


def test_without_one_the_page_is_named(telling):
    machines, people = telling(None)

    assert machines.splitlines()[0].endswith("/beveiliging")
    assert "mailto:" not in people
