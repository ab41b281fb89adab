"""The number beside the bell in Chromium comes up to date by itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.people import PersonAtBrowser

A_MINUTE = 61_000
COUNT = "**/notices/count*"


def test_it_comes_up_to_date_while_the_page_is_looked_at(
    signed_in: Callable[[str, str], PersonAtBrowser],
) -> None:
    page = signed_in("r.hoogveld", "ijenv").page
    page.clock.install()
    page.goto("/")
    with page.expect_response(COUNT) as unchanged:
        page.clock.run_for(A_MINUTE)
    assert unchanged.value.status == 204
    assert unchanged.value.request.headers["x-background"] == "true"

    page.route(COUNT, lambda route: route.fulfill(body="7\n7\nnieuwe berichten"))
    page.clock.run_for(A_MINUTE)

    bell = page.get_by_role("link", name="7 nieuwe berichten")
    expect(bell.locator(".sz-count")).to_have_text("7")
    expect(bell).to_have_attribute("data-bell", "7")
