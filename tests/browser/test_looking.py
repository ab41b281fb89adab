"""Whoever looks at a page in the tests finds what is wrong with it, in light and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser as Chromium

from tests.browser.people import page_faults

PAGE = """<!doctype html><html lang="nl"><head><title>Proef</title><style>{style}</style></head>
<body><main><h1>Proef</h1><p>Leesbaar?</p>{more}</main></body></html>"""
PALE = "p {color: #999; background: #aaa}"


@pytest.mark.parametrize(
    ("style", "more", "found"),
    [
        ("", "", []),
        (PALE, "", ["color-contrast", "in the dark, color-contrast"]),
        (f"@media (prefers-color-scheme: light) {{{PALE}}}", "", ["color-contrast"]),
        (f"@media (prefers-color-scheme: dark) {{{PALE}}}", "", ["in the dark, color-contrast"]),
        ("", "<button></button>", ["button-name"]),
        ("main {width: 4000px}", "", ["scrolls sideways"]),
    ],
)
def test_what_is_wrong_is_found(chromium: Chromium, style: str, more: str, found: list[str]):
    page = chromium.new_page()
    page.set_content(PAGE.format(style=style, more=more))

    assert [each.partition(":")[0] for each in page_faults(page)] == found
    page.close()
