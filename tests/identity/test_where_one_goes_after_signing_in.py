"""After signing in one comes where one was going, and never on another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.identity.views.sign_in import _own_path
from tests.support.signing_in import come_back

OURS = "http://localhost"
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "/javascript:alert(1)//\r\nSet-Cookie: a=b",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\u2028/evil.example",
    "/\u202e/evil.example",
    "/\x00",
    "/" + "a" * 401,
    "",
]
OWN = ["/", "/settings", "/workspaces/WRK-2026-1001?tab=log#x", "/a%20b", "/é", "/a//b", "/a:b"]
PIECES = st.sampled_from(
    [
        "/",
        "\\",
        "//",
        "@",
        ":",
        "?",
        "#",
        ".",
        "..",
        "%2f",
        "%5c",
        "%09",
        "\t",
        "\n",
        "\r",
        " ",
        "evil.example",
        "localhost",
        "https:",
        "http:",
        "javascript:",
        "[",
        "]",
        "。",
        "／",
    ]
)
TARGETS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=8).map("".join)


def as_a_browser_reads(target: str) -> str:
    """The origin a browser would go to (WHATWG URL: control signs go, backslashes are slashes)."""
    stripped = target.strip("".join(map(chr, range(33))))
    plain = "".join(sign for sign in stripped if sign not in "\t\n\r").replace("\\", "/")
    parts = urlsplit(urljoin(f"{OURS}/login/callback/igj", plain))
    return f"{parts.scheme}://{parts.netloc}"


@settings(max_examples=10_000, deadline=None)
@given(TARGETS | TARGETS.map(lambda rest: f"/{rest}"))
@example("/[")
@example("/\uff0f\uff0fevil.example")
def test_no_target_leaves_the_origin(target):
    path = _own_path(target)

    assert as_a_browser_reads(path) == OURS
    assert path.startswith("/")
    assert path.isprintable()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_leads_elsewhere_leads_to_the_first_page(target):
    assert _own_path(target) == "/"


@pytest.mark.parametrize("target", OWN)
def test_what_is_ours_is_kept(target):
    assert _own_path(target) == target


@pytest.mark.parametrize("target", ELSEWHERE[:12] + OWN)
def test_through_the_whole_application(visitor, liar, target):
    begun = visitor.client.get("/login", query_string={"organisation": "igj", "next": target})
    arrived = come_back(visitor, liar.visit(begun.headers["Location"]))

    assert arrived.status == 303
    assert as_a_browser_reads(arrived.location) == OURS


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example"])
def test_the_sign_in_page_passes_nothing_foreign_on(visitor, target):
    answer = visitor.client.get("/login", query_string={"next": target}).text
    spoken = visitor.client.get("/login", query_string={"next": target, "lang": "en"})

    assert "evil" not in answer
    assert spoken.headers["Location"] in ("/login", "/login?next=/")


def test_the_target_survives_the_choice_of_a_language_and_of_an_address(visitor, liar):
    page = visitor.visit("/login?next=/sessions&lang=en").follow()
    led = page.submit("#login", email="bram@igj.example")

    assert come_back(visitor, liar.visit(led.location)).location == "/sessions"
