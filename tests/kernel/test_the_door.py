"""The first lock: a route says what it needs, and an answer leaves only when that was granted."""

import secrets
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Blueprint
from lxml import html

from app import create_app
from app.identity.models import ApiToken
from app.kernel import clock
from app.kernel.access import PUBLIC
from app.kernel.errors import HouseFault
from app.kernel.web.door import GuardedBlueprint, refuse_unguarded
from tests.conftest import SECRET
from tests.support.signing_in import pin


def test_a_route_without_needs_cannot_be_written():
    blueprint = GuardedBlueprint("bare", __name__)

    with pytest.raises(TypeError, match="needs"):
        blueprint.route("/bare")(lambda: "x")
    with pytest.raises(TypeError, match="needs"):
        blueprint.get("/bare")(lambda: "x")


@pytest.fixture
def unused_app(settings):
    return create_app(settings, database_url="postgresql://nowhere/none", secret_key=SECRET)


@pytest.mark.parametrize("road", ["app", "blueprint", "rule", "folder"])
def test_a_route_that_came_in_another_way_does_not_start(unused_app, road):
    guarded, plain = GuardedBlueprint("bare", __name__), Blueprint("plain", __name__)
    if road == "app":
        unused_app.add_url_rule("/bare", "bare", lambda: "x")
    elif road == "blueprint":
        plain.add_url_rule("/bare", "bare", lambda: "x")
        unused_app.register_blueprint(plain)
    elif road == "rule":
        guarded.add_url_rule("/bare", "bare", lambda: "x")
        unused_app.register_blueprint(guarded)
    else:
        folder = Blueprint("bare", __name__, static_folder=".", static_url_path="/bare")
        unused_app.register_blueprint(folder)

    with pytest.raises(HouseFault, match=r"/bare"):
        refuse_unguarded(unused_app)


def test_a_guarded_route_starts(unused_app):
    guarded = GuardedBlueprint("good", __name__)
    guarded.get("/good", needs=PUBLIC)(lambda: "x")
    unused_app.register_blueprint(guarded)

    refuse_unguarded(unused_app)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doorway/open", 200),
        ("/doorway/hall", 200),
        ("/doorway/room", 200),
        ("/doorway/room?gone", 404),
        ("/doorway/wet", 403),
        ("/doorway/forgetful", 500),
        ("/doorway/other", 500),
        ("/doorway/nothing", 404),
    ],
)
def test_what_leaves_and_what_does_not(bram_here, path, status):
    page = bram_here.visit(path)

    assert page.status == status
    assert "a secret" not in page.body


def test_a_refusal_says_what_the_failing_rule_says(bram_here):
    assert "The paint is still wet." in bram_here.visit("/doorway/wet").text("#problem")


def test_without_a_session_one_is_led_to_signing_in_and_back(visitor):
    page = visitor.visit("/doorway/room?colour=red&size=2")

    assert (page.status, page.location) == (
        303,
        "/login?next=/doorway/room?colour%3Dred%26size%3D2",
    )


def test_words_that_were_looked_for_stay_behind_on_the_way_to_sign_in(visitor):
    page = visitor.visit("/doorway/room?q=kind+mishandeld&size=2")

    assert page.location == "/login?next=/doorway/room?size%3D2"


def test_htmx_leaves_the_page_as_it_is_and_tells_of_it(visitor):
    """The script shows what is called the problem above the page; nothing typed is lost."""
    page = visitor.visit("/doorway/room", htmx=True)

    assert (page.status, "HX-Redirect" in page.response.headers) == (401, False)
    (link,) = page.tree.cssselect("#problem a")
    assert (link.get("href"), link.get("target")) == ("/login", "_blank")
    assert "Je bent uitgelogd" in page.text("#problem")


def test_sending_a_form_without_a_session_leads_to_the_page_of_the_form(visitor):
    assert visitor.send("/doorway/hall", {}).location == "/login?next=/doorway/hall"


def test_the_api_answers_in_problem_details(visitor):
    answer = visitor.client.get("/api/v1/doorway/hall")

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["status"] == 401
    assert answer.json["instance"].startswith("urn:request:")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_method_nobody_wrote_is_not_there(bram_here, method):
    for path in ("/doorway/open", "/doorway/room", "/api/v1/doorway/hall", "/settings"):
        answer = bram_here.client.open(path, method=method)
        assert (answer.status_code, "Allow" in answer.headers) == (404, False)


def test_head_passes_the_same_door_as_get(bram_here, visitor):
    assert bram_here.client.head("/doorway/room").status_code == 200
    assert bram_here.client.head("/doorway/room?gone").status_code == 404
    assert bram_here.client.head("/doorway/forgetful").status_code == 500
    assert visitor.client.head("/doorway/room").status_code == 303


def test_a_get_writes_nothing(bram_here, doorway_transaction, standing_world):
    page = bram_here.visit("/doorway/rename")

    assert page.status == 500
    assert doorway_transaction.audited(standing_world.person("bram").id) == []


# ── forged forms ───────────────────────────────────────────────────────────────────────────────


def token_of(browser) -> str:
    page = browser.visit("/settings")
    return page.tree.cssselect("input[name=csrf_token]")[0].get("value")


def post(browser, token, path="/doorway/rename", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.client.post(path, data={"csrf_token": token}, headers=named).status_code


def test_a_form_of_our_own_page_is_taken(bram_here):
    token = token_of(bram_here)

    assert post(bram_here, token) == 200
    assert post(bram_here, token, Origin="http://localhost") == 200
    assert post(bram_here, token, Sec_Fetch_Site="same-origin") == 200
    assert post(bram_here, "", X_CSRF_Token=token) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "https://localhost"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_token(bram_here, headers):
    assert post(bram_here, token_of(bram_here), **headers) == 400


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 86 + "==", "=" * 10, "A" * 100_000])
def test_a_made_up_token_is_refused(bram_here, token):
    token_of(bram_here)

    assert post(bram_here, token) == 400


def test_a_token_is_of_one_browser(bram_here, visitor):
    assert post(bram_here, token_of_login(visitor)) == 400


def token_of_login(browser) -> str:
    page = browser.visit("/login")
    return page.tree.cssselect("#login input[name=csrf_token]")[0].get("value")


def test_tokens_are_masked_anew_in_every_answer(bram_here):
    tokens = {token_of(bram_here) for _ in range(5)}

    assert len(tokens) == 5
    assert {post(bram_here, token) for token in tokens} == {200}


def test_even_a_public_form_needs_the_token(visitor):
    assert post(visitor, "", path="/login") == 400
    assert post(visitor, token_of_login(visitor), path="/login") == 422


def test_a_refused_form_says_what_to_do(bram_here):
    page = bram_here.send("/doorway/rename", {})

    assert "Open de pagina opnieuw" in page.text("#problem")


# ── tokens for systems ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bearer(doorway_transaction, standing_world):
    """Make the header of an access token of Bram's."""

    def make(scope="read", *, lives=timedelta(days=1), revoked=False):
        secret, moment = f"sz_{secrets.token_urlsafe(32)}", clock.now()
        with doorway_transaction.as_owner() as owner:
            owner.add(
                ApiToken(
                    person_id=standing_world.person("bram").id,
                    token_hash=sha256(secret.encode()).digest(),
                    name="test",
                    scope=scope,
                    made_at=moment,
                    expires_at=moment + lives,
                    revoked_at=moment if revoked else None,
                )
            )
        return {"Authorization": f"Bearer {secret}"}

    return make


def test_a_reading_token_reads_and_does_not_write(visitor, bearer):
    headers = bearer("read")

    assert visitor.client.get("/api/v1/doorway/hall", headers=headers).json == {"name": "Bram"}
    refused = visitor.client.post("/api/v1/doorway/hall", headers=headers)
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")


def test_a_writing_token_writes_without_a_form(visitor, bearer):
    answer = visitor.client.post("/api/v1/doorway/hall", headers=bearer("write"))

    assert answer.status_code == 200


def test_a_token_dies_with_the_provider_of_its_person(visitor, bearer, doorway_transaction):
    headers = bearer("read")
    pin(doorway_transaction, "igj", is_active=False)

    assert visitor.client.get("/api/v1/doorway/hall", headers=headers).status_code == 401


def test_a_token_opens_no_pages(visitor, bearer):
    assert visitor.client.get("/doorway/hall", headers=bearer("write")).status_code == 303


@pytest.mark.parametrize("options", [{"lives": timedelta(seconds=-1)}, {"revoked": True}])
def test_a_dead_token_opens_nothing(visitor, bearer, options):
    answer = visitor.client.get("/api/v1/doorway/hall", headers=bearer("read", **options))

    assert answer.status_code == 401


def test_a_wrong_token_is_not_helped_by_a_session(bram_here):
    headers = {"Authorization": "Bearer sz_wrong"}

    assert bram_here.client.get("/api/v1/doorway/hall", headers=headers).status_code == 401


def test_the_api_with_a_session_is_guarded_as_a_form(bram_here):
    """A browser sends its cookie by itself; that alone must not change anything."""
    assert bram_here.client.get("/api/v1/doorway/hall").status_code == 200
    assert bram_here.client.post("/api/v1/doorway/hall").status_code == 400
    headers = {"X-CSRF-Token": token_of(bram_here)}
    assert bram_here.client.post("/api/v1/doorway/hall", headers=headers).status_code == 200


# ── the same form twice ────────────────────────────────────────────────────────────────────────


def test_a_form_sent_twice_is_done_once_and_says_so(bram_here, doorway_transaction, standing_world):
    page = bram_here.visit("/settings")
    fields = {
        each.get("name"): each.get("value")
        for each in page.tree.cssselect("#settings [type=hidden]")
    }

    first = bram_here.send("/doorway/room/paint", fields)
    second = bram_here.send("/doorway/room/paint", fields)

    assert (first.status, second.status, second.location) == (200, 303, "/doorway/room")
    assert len(doorway_transaction.audited(standing_world.person("bram").id)) == 1
    assert "Dit was al opgeslagen" in bram_here.visit("/settings").text()


def test_htmx_is_led_back_as_well(bram_here):
    fields = {
        each.get("name"): each.get("value")
        for each in bram_here.visit("/settings").tree.cssselect("#settings [type=hidden]")
    }
    bram_here.send("/doorway/rename", fields, htmx=True)

    again = bram_here.send("/doorway/rename", fields, htmx=True)

    assert again.response.headers["HX-Redirect"] == "/doorway/rename"


def test_a_page_holds_a_new_key_each_time(bram_here):
    keys = {
        html.fromstring(bram_here.visit("/settings").body)
        .cssselect("[name=form_key]")[0]
        .get("value")
        for _ in range(3)
    }

    assert len(keys) == 3
