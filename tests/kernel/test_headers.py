"""What every answer carries: a strict content policy, no caching, cookies no script can read."""

import gzip
import re

import pytest

from app.kernel.web.headers import content_policy
from app.kernel.web.house import house_of
from tests.support.browser import Browser

ANSWERS = [
    ("GET", "/doorway/open", 200),
    ("HEAD", "/doorway/open", 200),
    ("GET", "/login", 200),
    ("GET", "/settings", 200),
    ("GET", "/doorway/room?gone", 404),
    ("GET", "/nothing", 404),
    ("PUT", "/settings", 404),
    ("POST", "/doorway/rename", 400),
    ("GET", "/doorway/wet", 403),
    ("GET", "/doorway/breaks/bug", 500),
    ("GET", "/doorway/forgetful", 500),
    ("GET", "/login?lang=en", 303),
    ("GET", "/api/v1/doorway/hall", 200),
    ("GET", "/api/v1/nothing", 404),
    ("GET", "/static/dist/nothing.css", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_protected(bram_here, method, path, status):
    answer = bram_here.client.open(path, method=method)

    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"
        assert {"Cookie", "HX-Request", "Accept-Language"} <= set(answer.vary.as_set(True))
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_of_words_looked_for_gives_browsers_no_address_to_tell_on(bram_here):
    answer = bram_here.client.get("/doorway/open?q=kind+mishandeld")

    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_the_content_policy_lets_nothing_in_by_accident(bram_here):
    policy = dict(
        each.split(" ", 1)
        for each in bram_here.visit("/settings")
        .response.headers["Content-Security-Policy"]
        .split("; ")
    )

    assert re.fullmatch(r"'nonce-[\w-]{24}'", policy.pop("script-src"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "htmx",
    }


def test_the_nonce_is_new_in_every_answer_and_on_every_script(bram_here):
    nonces = set()
    for _ in range(4):
        page = bram_here.visit("/settings")
        policy = page.response.headers["Content-Security-Policy"]
        nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
        scripts = page.tree.cssselect("script")
        assert {each.get("nonce") for each in scripts} == {nonce}
        nonces.add(nonce)

    assert len(nonces) == 4


def test_a_page_holds_no_inline_script_or_style(bram_here):
    for path in ("/settings", "/sessions", "/login", "/login/help", "/logout", "/nothing"):
        tree = bram_here.visit(path).tree
        assert tree.cssselect("style, [style]") == []
        assert [each for each in tree.cssselect("script") if not each.get("src")] == []
        handlers = [
            name for each in tree.iter() for name in each.attrib if str(name).startswith("on")
        ]
        assert handlers == []


def test_the_sign_in_page_may_lead_to_the_pinned_providers_and_nowhere_else(visitor):
    policy = visitor.visit("/login").response.headers["Content-Security-Policy"]
    (forms,) = [each for each in policy.split("; ") if each.startswith("form-action")]

    assert set(forms.split()[1:]) == {
        "'self'",
        "https://ijenv.example",
        "https://igj.example",
        "https://ivho.example",
        "https://nvwa.example",
    }


def cookies_of(answer) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_cookies_on_this_machine(visitor):
    made = cookies_of(visitor.client.get("/login"))

    assert set(made) == {"samenzicht-browser"}
    assert "; HttpOnly" in made["samenzicht-browser"]
    assert "; SameSite=Lax" in made["samenzicht-browser"]
    assert "Domain" not in made["samenzicht-browser"]


@pytest.fixture
def over_https(doorway, settings, monkeypatch):
    """The same application, reached over https."""
    house = house_of(doorway)
    secure = settings.model_copy(update={"public_url": "https://samenzicht.example"})
    secure = type(settings).model_validate(
        {**settings.model_dump(), "public_url": secure.public_url}
    )
    monkeypatch.setattr(house, "settings", secure)
    monkeypatch.setitem(doorway.config, "TRUSTED_HOSTS", ["samenzicht.example"])
    return Browser(doorway)


def test_over_https_cookies_are_bound_to_this_host_and_the_browser_remembers_https(over_https):
    answer = over_https.client.get("/login?lang=en", base_url="https://samenzicht.example")
    made = cookies_of(answer) | cookies_of(
        over_https.client.get("/login", base_url="https://samenzicht.example")
    )

    assert set(made) == {"__Host-samenzicht-language", "__Host-samenzicht-browser"}
    for line in made.values():
        assert all(
            part in line for part in ("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/")
        )
        assert "Domain" not in line
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_form_belongs_to_the_https_address(over_https):
    page = over_https.client.get("/login", base_url="https://samenzicht.example").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    statuses = [
        over_https.client.post(
            "/login",
            data={"csrf_token": token},
            headers={"Origin": origin},
            base_url="https://samenzicht.example",
        ).status_code
        for origin in ("https://samenzicht.example", "http://samenzicht.example")
    ]

    assert statuses == [422, 400]


# ── compression ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "accepted", "encoding"),
    [
        ("/doorway/open?size=2000", "gzip", "gzip"),
        ("/doorway/open?size=2000", "br, gzip;q=0.5", "gzip"),
        ("/doorway/open?size=2000", "", None),
        ("/doorway/open?size=2000", "gzip;q=0", None),
        ("/doorway/open?size=2000", "br", None),
        ("/doorway/open?size=10", "gzip", None),
        ("/doorway/breaks/bug", "gzip", "gzip"),
    ],
)
def test_pages_are_compressed_when_the_browser_takes_it(visitor, path, accepted, encoding):
    plain = visitor.client.get(path)
    answer = visitor.client.get(path, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == encoding
    if encoding:
        body = gzip.decompress(answer.data)
        assert len(answer.data) == answer.content_length < len(body)
        assert len(body) == pytest.approx(len(plain.data), abs=40)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_same_page_never_compresses_to_the_same_bytes(bram_here):
    """The token in it is masked anew, so its size tells nothing about it (BREACH)."""
    headers = {"Accept-Encoding": "gzip"}
    bodies = {bram_here.client.get("/settings", headers=headers).data for _ in range(3)}

    assert len(bodies) == 3


# ── files ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def files(tmp_path, doorway, monkeypatch):
    """A folder of built files in the place of ours."""
    (tmp_path / "a.1f.css").write_text("body{}")
    (tmp_path / "a.1f.css.br").write_bytes(b"brotli")
    (tmp_path / "a.1f.css.gz").write_bytes(b"gzipped")
    (tmp_path / "b.2f.js").write_text("go()")
    (tmp_path / "manifest.json").write_text("{}")
    real = doorway.view_functions["static"].__globals__["_send"]
    monkeypatch.setitem(
        doorway.view_functions["static"].__globals__,
        "_send",
        lambda _folder, filename: real(tmp_path, filename),
    )
    return tmp_path


@pytest.mark.parametrize(
    ("name", "accepted", "encoding", "body"),
    [
        ("a.1f.css", "gzip, br", "br", b"brotli"),
        ("a.1f.css", "gzip", "gzip", b"gzipped"),
        ("a.1f.css", "br;q=0, gzip", "gzip", b"gzipped"),
        ("a.1f.css", "", None, b"body{}"),
        ("b.2f.js", "gzip, br", None, b"go()"),
    ],
)
def test_files_are_sent_as_they_were_compressed_and_kept_for_good(
    visitor, files, name, accepted, encoding, body
):
    answer = visitor.client.get(f"/static/dist/{name}", headers={"Accept-Encoding": accepted})

    assert (answer.status_code, answer.data) == (200, body)
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.mimetype == ("text/css" if name.endswith("css") else "text/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    answer.close()


@pytest.mark.parametrize(
    "name", ["../../pyproject.toml", "..%2f..%2fpyproject.toml", "/etc/passwd"]
)
def test_only_built_files_are_sent(visitor, files, name):
    assert visitor.client.get(f"/static/dist/{name}").status_code in (404, 308)


def test_the_policy_can_be_read_outside_a_page(doorway):
    with doorway.test_request_context():
        assert "'nonce-" in content_policy()
