"""Who seals for whom is a file: all that is wrong in it is named at once, a silent one is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app import checking, wiring
from app.adapters.sealers.configuration import WrongSealers, read_sealers
from app.adapters.sealers.remote import SealerAtService
from app.adapters.sealers.token import SealerInToken
from app.checking import reaching
from app.kernel import clock
from config.settings import WrongSettings, read_settings
from tests.support.outside_keys import IDENTIFIER, POLICY, Elsewhere
from tests.support.sealing_service import CLIENT, CREDENTIAL, PIN, SECRET, SealingService, serving

BOTH = f"""
identifier = "{IDENTIFIER}"
policies = ["{POLICY}"]
roots = [{{file = "root.pem", from = 2024-01-01, until = 2034-01-01T12:00:00+02:00}}]
"""
TOKEN = f"""
[igj]
kind = "pkcs11"
module = "library.so"
token = "igj"
key = "zegel"
pin_file = "pin"
certificates = "chain.pem"
settings = {{SOFTHSM2_CONF = "/etc/softhsm/softhsm2.conf"}}
{BOTH}
"""
SERVICE = f"""
[nvwa]
kind = "csc"
url = "https://zegels.example/csc/v1/"
credential = "{CREDENTIAL}"
client_id = "{CLIENT}"
client_secret_file = "secret"
pin_file = "csc-pin"
withdrawn = [{{sha256 = "{"ab" * 32}", from = 2026-03-01}}]
{BOTH}
"""


@pytest.fixture(scope="module")
def elsewhere():
    return Elsewhere()


@pytest.fixture
def folder(tmp_path, elsewhere):
    (tmp_path / "library.so").write_bytes(b"")
    for name, one in (("root.pem", elsewhere.root), ("below.pem", elsewhere.below)):
        (tmp_path / name).write_bytes(one.public_bytes(Encoding.PEM))
    (tmp_path / "chain.pem").write_bytes((tmp_path / "below.pem").read_bytes())
    return tmp_path


def read(folder, text):
    path = folder / "zegels.toml"
    path.write_text(text)
    return read_sealers(path)


def faults(folder, text):
    with pytest.raises(WrongSealers) as wrong:
        read(folder, text)
    return wrong.value.faults


def test_each_organisation_has_its_own(folder, elsewhere):
    sealers = read(folder, TOKEN + SERVICE)

    token, service = sealers.of("igj"), sealers.of("nvwa")
    assert isinstance(token, SealerInToken)
    assert isinstance(service, SealerAtService)
    assert sealers.of("ijenv") is None
    [root] = token.roots
    assert (root.certificate, root.identifier, root.policies) == (
        elsewhere.root,
        IDENTIFIER,
        (POLICY,),
    )
    assert root.begins_at == datetime(2024, 1, 1, tzinfo=UTC)
    assert root.ends_at == datetime(2034, 1, 1, 10, tzinfo=UTC)
    assert service.roots[0].withdrawn == (("ab" * 32, datetime(2026, 3, 1, tzinfo=UTC)),)
    assert token.pin_file == folder / "pin"


WRONG = {
    "no toml": ("[igj", "Expected"),
    "not a table": ("igj = 3", 'kind is "pkcs11" or "csc"'),
    "another kind": (TOKEN.replace("pkcs11", "card"), 'kind is "pkcs11" or "csc"'),
    "no code": (TOKEN.replace("[igj]", '["I G J"]'), "is not the code of an organisation"),
    "a secret in it": (SERVICE + 'client_secret = "geheim"', "client_secret is not known here"),
    "no pin": (TOKEN.replace('pin_file = "pin"', ""), "pin_file is missing"),
    "no policies": (SERVICE.replace("policies", "rules"), "policies is missing"),
    "empty policies": (SERVICE.replace(f'["{POLICY}"]', "[]"), "policies is a list of OIDs"),
    "odd policies": (SERVICE.replace(POLICY, "seal"), "policies holds OIDs"),
    "odd identifier": (SERVICE.replace(IDENTIFIER, "IGJ"), "identifier is such as"),
    "no library": (TOKEN.replace("library.so", "gone.so"), "gone.so is not there"),
    "no roots": (SERVICE.replace("root.pem", "gone.pem"), "a file of roots cannot be used"),
    "not a root": (SERVICE.replace("root.pem", "below.pem"), "is no root"),
    "no day": (SERVICE.replace("from = 2024-01-01", 'from = "soon"'), "from is a day"),
    "no zone": (SERVICE.replace("12:00:00+02:00", "12:00:00"), "until is a day"),
    "ends first": (SERVICE.replace("until = 2034", "until = 2023"), "ends after it begins"),
    "no chain": (TOKEN.replace("chain.pem", "gone.pem"), "certificates cannot be used"),
    "http": (SERVICE.replace("https://", "http://"), "url must start with https://"),
    "here by https": (SERVICE.replace("zegels.example", "localhost"), "unless on this machine"),
    "a name in it": (SERVICE.replace("zegels.example", "me:pw@zegels.example"), "url is where"),
    "half an address": (SERVICE.replace("zegels.example", "[zegels"), "url is where"),
    "no end": (SERVICE.replace("/v1/", "/v1"), "url is where the API begins"),
    "a question": (SERVICE.replace("/v1/", "/v1/?a=/"), "url is where the API begins"),
    "odd print": (SERVICE.replace("ab" * 32, "AB"), "each of withdrawn has sha256"),
    "too patient": (SERVICE + "seconds = 600", "seconds is a number from 1 to 60"),
    "odd settings": (TOKEN.replace('"/etc/softhsm/softhsm2.conf"', "3"), "settings is a table"),
    "root twice": (
        SERVICE.replace("roots = [{", 'roots = [{file = "root.pem", from = 2024-01-01}, {'),
        "a root is named twice",
    ),
}


@pytest.mark.parametrize("which", WRONG)
def test_what_is_wrong_is_named(folder, which):
    text, words = WRONG[which]

    assert any(words in each for each in faults(folder, text)), faults(folder, text)


def test_all_that_is_wrong_is_named_at_once(folder):
    text = TOKEN.replace("library.so", "gone.so").replace(POLICY, "seal")
    told = faults(folder, text + SERVICE.replace("https://", "http://"))

    assert [each.partition(" ")[0] for each in told] == ["[igj]", "[igj]", "[nvwa]"]
    path = folder / "zegels.toml"
    settings = read_settings(sealers=path)
    assert list(reaching.faults(settings)) == [f"SAMENZICHT_SEALERS: {each}" for each in told]
    with pytest.raises(WrongSealers):
        wiring.sealers_of(settings)


def test_a_file_that_is_not_there_is_named(tmp_path):
    [told] = reaching.faults(read_settings(sealers=tmp_path / "gone.toml"))
    assert "gone.toml" in told


def test_the_demonstration_has_its_own(tmp_path):
    with pytest.raises(WrongSettings, match="built-in seals"):
        read_settings(demonstration=True, sealers=tmp_path / "zegels.toml")


def test_without_the_setting_nobody_is_asked():
    here = read_settings()
    assert wiring.sealers_of(here) is None
    assert list(reaching.seal_services(here)) == []
    assert checking.warnings(here) == []


@pytest.fixture
def service(folder, elsewhere):
    with serving(SealingService(elsewhere, folder)) as found:
        url = f"http://127.0.0.1:{found.port}/csc/v1/"
        (folder / "zegels.toml").write_text(SERVICE.replace("https://zegels.example/csc/v1/", url))
        yield found


def test_one_that_answers_well_tells_until_when_and_one_that_does_not_is_told(service, folder):
    settings = read_settings(sealers=folder / "zegels.toml")
    [(code, ends_at)] = reaching.seal_services(settings)

    assert code == "nvwa"
    assert abs(ends_at - clock.now() - timedelta(days=300)) < timedelta(minutes=1)
    assert list(reaching.troubles(settings)) == []
    [note] = reaching.seal_notes(settings)
    assert note.endswith(f"its certificate is good until {ends_at:%Y-%m-%d}.")
    assert "signHash" not in [what for what, _asked in service.asked], "looking signs nothing"

    service.issue(ends=timedelta(days=20))
    [told] = reaching.troubles(settings)
    assert told.startswith("The seal certificate of nvwa is good until 20")
    service.lie = "denied"
    assert list(reaching.seal_notes(settings)) == []
    [told] = reaching.troubles(settings)
    assert told.startswith("No seal of nvwa can be placed: not_granted: oauth2/token: status 401")
    assert SECRET not in told
    assert PIN not in told


PEOPLE = f"""
[igj.people]
policies = ["{POLICY}"]
roots = [{{file = "root.pem", from = 2024-01-01}}]
"""


def test_people_of_an_organisation_have_roots_of_their_own(folder, elsewhere):
    alone, beside = read(folder, PEOPLE), read(folder, TOKEN + PEOPLE)

    for sealers in (alone, beside):
        [root] = sealers.people["igj"]
        assert (root.certificate, root.identifier, root.policies) == (
            elsewhere.root,
            "",
            (POLICY,),
        )
    assert alone.of("igj") is None
    assert isinstance(beside.of("igj"), SealerInToken)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[igj]\npeople = 3", "[igj.people] policies is missing."),
        (PEOPLE.replace("roots =", "root ="), "[igj.people] root is not known here."),
        (PEOPLE + 'key = "x"', "[igj.people] key is not known here."),
        (PEOPLE.replace("root.pem", "below.pem"), "is no root"),
        (PEOPLE.replace("igj", "'I G J'"), "is not the code of an organisation."),
    ],
)
def test_what_is_wrong_with_those_is_told_too(folder, text, said):
    assert any(said in each for each in faults(folder, text)), faults(folder, text)
