"""Who puts the time on seals is a setting: wrong ones stop the start, a silent one is told."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from app import checking, wiring
from config.settings import WrongSettings, read_settings
from tests.support.time_authority import TimeAuthority, make_root, serving


@pytest.fixture
def roots(tmp_path):
    path = tmp_path / "roots.pem"
    path.write_bytes(make_root().certificate.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("url", "has_roots", "why"),
    [
        ("https://tsa.example/", False, "go together"),
        (None, True, "go together"),
        ("http://tsa.example/", True, "https://"),
        ("https://127.0.0.1:9/", True, "https://"),
        ("https://me:secret@tsa.example/", True, "password"),
    ],
)
def test_wrong_settings_are_named(roots, url, has_roots, why):
    with pytest.raises(WrongSettings, match=why):
        read_settings(tsa_url=url, tsa_roots=roots if has_roots else None)


def test_the_demonstration_has_its_own(roots):
    with pytest.raises(WrongSettings, match="built-in time stamps"):
        read_settings(demonstration=True, tsa_url="https://tsa.example/", tsa_roots=roots)


def test_without_one_our_own_is_used_and_production_is_told():
    here = read_settings()
    assert wiring.stamper_of(here) is None
    assert checking.warnings(here) == []

    told, *_others = checking.warnings(read_settings(public_url="https://samenzicht.example/"))
    assert "not qualified" in told


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_roots_that_cannot_be_read_are_a_fault(tmp_path, content):
    path = tmp_path / "roots.pem"
    if content is not None:
        path.write_bytes(content)
    settings = read_settings(tsa_url="https://tsa.example/", tsa_roots=path)

    [told] = checking.reaching.faults(settings)
    assert "SAMENZICHT_TSA_ROOTS" in told


def test_one_that_answers_well_is_not_mentioned_and_one_that_lies_is(tmp_path):
    with serving(TimeAuthority()) as authority:
        path = tmp_path / "roots.pem"
        path.write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
        url = f"http://127.0.0.1:{authority.port}/tsa"
        settings = read_settings(tsa_url=url, tsa_roots=path)

        assert list(checking.reaching.troubles(settings)) == []
        authority.lie = "late"
        assert "wrong_time" in next(checking.reaching.troubles(settings))
    assert "unreachable" in next(checking.reaching.troubles(settings))
