"""The provider's own signed answer stays with a decision, for the organisation that decided.

Cora decides for IGJ at a provider here, and Bram is her colleague; Anna of IJenV leads, and Carla
of IvhO is a partner. The check of the answer is made here anew, with another library's primitives.
"""

import base64
import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.adapters.keys import MasterKey, NotAuthentic
from app.identity.queries.forgetting import WORDS_STAY
from app.identity.service.sessions import forget_books
from app.identity.service.signed_answers import SignedAnswer
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from tests.support.acting import acting
from tests.support.database import watching_off
from tests.support.signing_in import come_back

FORM = "form[action$='/sign']"
COUNT = text("select count(*) from signed_answer")


@pytest.fixture
def report(desk):
    return desk.frozen()


@pytest.fixture
def decided(browser_of, place, report, provider):
    """Cora signed, all the way by her provider."""
    cora = browser_of("cora")
    page = cora.visit(f"{place}/{report}/sign")
    begun = page.submit(FORM, decision="sign", has_read="y")
    assert come_back(cora, provider.visit(begun.location)).follow().status == 303


@pytest.fixture
def pack(browser_of, place, report):
    """The evidence as somebody gets it: what stands in each file."""

    def taken(who):
        answer = browser_of(who).visit(f"{place}/{report}/evidence")
        with ZipFile(io.BytesIO(answer.response.data)) as content:
            return {name: content.read(name) for name in content.namelist()}

    return taken


def answers_in(content):
    return {name: json.loads(read) for name, read in content.items() if "aanmeldingen/" in name}


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def number(part):
    return int.from_bytes(decoded(part), "big")


def said_by(token, key):
    """Verify a token by hand (RFC 7515, section 5.2; RFC 7518, section 3.3) and read it."""
    head, content, signature = token.split(".")
    assert json.loads(decoded(head))["alg"] == "RS256"
    public = RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
    public.verify(decoded(signature), f"{head}.{content}".encode(), PKCS1v15(), SHA256())
    return json.loads(decoded(content))


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("who", ["cora", "bram"])
def test_the_own_organisation_shows_without_us_what_was_confirmed(pack, provider, report, who):
    content = pack(who)
    [answer] = answers_in(content).values()
    [seat] = [
        each
        for each in json.loads(content["besluiten.json"])
        if each["organisation"] == "igj" and each["purpose"]
    ]

    claims = said_by(answer["token"], answer["key"])

    assert (claims["iss"], claims["sub"]) == (provider.issuer, provider.subject)
    exact = json.dumps(
        seat["purpose"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert claims["nonce"] == hashlib.sha256(exact).hexdigest() == seat["nonce"]
    assert seat["purpose"]["report"] == str(report)
    assert (answer["seat"], answer["by"]) == (seat["seat"], seat["by"])
    assert "d" not in answer["key"], "public"
    assert "aanmeldingen/" in content["README.txt"].decode()


@pytest.mark.usefixtures("decided")
def test_its_fingerprint_stands_in_the_log_and_with_the_decision(pack):
    content = pack("cora")
    [answer] = answers_in(content).values()
    fingerprint = hashlib.sha256(answer["token"].encode()).hexdigest()

    lines = json.loads(content["logboek.json"])["items"]
    [signed] = [each for each in lines if each["action"] == "report:seat:sign"]
    [seat] = [each for each in json.loads(content["besluiten.json"]) if each["answer_sha256"]]

    assert fingerprint == answer["token_sha256"]
    assert fingerprint == signed["facts"]["answer_sha256"] == seat["answer_sha256"]


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("who", ["anna", "carla"])
def test_nobody_elses_pack_has_it_but_each_has_the_fingerprint(pack, provider, who):
    content = pack(who)

    assert not answers_in(content)
    assert "aanmeldingen/" not in content["README.txt"].decode()
    whole = b"".join(content.values())
    assert provider.subject.encode() not in whole
    assert [each for each in json.loads(content["besluiten.json"]) if each["answer_sha256"]]


@pytest.mark.usefixtures("decided")
def test_row_security_alone_shows_it_to_nobody_else(house, world):
    seen = {}
    for who in ("cora", "bram", "anna", "carla", "dirk"):
        with house.database.session_for(world.actor(who)) as session:
            seen[who] = session.execute(COUNT).scalar_one()

    assert seen == {"cora": 1, "bram": 1, "anna": 0, "carla": 0, "dirk": 0}


FORGED = {
    "change it": "update signed_answer set answer = 'x'",
    "take it away": "delete from signed_answer",
    "put one in another's name": "insert into signed_answer select gen_random_uuid(), seat_id,"
    " report_id, workspace_id, organisation_id, (select id from person where login = 'bram'),"
    " answer, sha256, decided_at from signed_answer",
}


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("who", ["cora", "anna"])
def test_the_database_lets_nobody_change_it(house, world, statement, who):
    with house.database.session_for(world.actor(who)) as session, watching_off(session):
        try:
            with session.begin_nested():
                session.execute(text(statement))
        except DBAPIError:
            pass
        assert session.execute(COUNT).scalar_one() == (1 if who == "cora" else 0)
        kept = session.execute(text("select answer from signed_answer")).scalars().all()
        assert b"x" not in map(bytes, kept)


@pytest.mark.usefixtures("decided")
def test_it_is_sealed_for_this_sign_in(app, transaction, provider):
    with transaction.as_owner() as owner:
        rows = owner.execute(text("select id, answer from signed_answer")).all()
    [(ticket_id, sealed)] = rows
    master = house_of(app).tool(MasterKey)

    opened = SignedAnswer.open(bytes(sealed), ticket_id, master=master)

    assert opened.token not in bytes(sealed).decode("latin-1")
    assert said_by(opened.token, opened.key)["sub"] == provider.subject
    with pytest.raises(NotAuthentic):
        SignedAnswer.open(bytes(sealed), master=master, ticket_id="another")


@pytest.mark.usefixtures("decided")
def test_a_token_with_another_word_in_it_is_not_what_was_signed(pack):
    [answer] = answers_in(pack("cora")).values()
    head, content, signature = answer["token"].split(".")
    other = json.dumps({**json.loads(decoded(content)), "sub": "bram"}).encode()
    forged = base64.urlsafe_b64encode(other).rstrip(b"=").decode()

    with pytest.raises(InvalidSignature):
        said_by(f"{head}.{forged}.{signature}", answer["key"])


@pytest.mark.usefixtures("decided")
def test_an_hour_later_the_ticket_itself_holds_it_no_more(app, transaction, monkeypatch):
    kept = text("select count(*) from fresh_sign_in where answer is not null")
    with transaction.as_owner() as owner:
        assert owner.execute(kept).scalar_one() == 1
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + WORDS_STAY + timedelta(minutes=1))

    with acting(app, system_actor("clock")) as _session:
        forget_books(system_actor("clock"), before=now - timedelta(days=1))

    with transaction.as_owner() as owner:
        assert owner.execute(kept).scalar_one() == 0
        assert owner.execute(COUNT).scalar_one() == 1
