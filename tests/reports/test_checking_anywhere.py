"""A report is checked in whatever workspace it stands; of what one may not read nothing is told."""

import hashlib
import io

import pytest

CHECK = "/reports/check"


@pytest.fixture
def report(desk):
    made = desk.frozen()
    desk.sign("wim", made)
    desk.sign("cora", made)
    return made


@pytest.fixture
def ref(desk, report):
    return desk.read(report)[0].ref


def sent(browser_of, who, content):
    page = browser_of(who).visit(CHECK)
    return page.submit("form[enctype]", files={"file": (io.BytesIO(content), "rapport.pdf")})


def asked(browser_of, who, fingerprint):
    return browser_of(who).visit(f"{CHECK}?fingerprint={fingerprint}")


def test_a_file_is_valid_unknown_or_not_valid(browser_of, desk, report, ref):
    content = desk.content(report)
    changed = content.replace(b"%%EOF", b"%%EOF ", 1)

    assert "Geldig" in sent(browser_of, "carla", content).text("#verdict-title")
    stranger = sent(browser_of, "dirk", content)
    assert "Onbekend" in stranger.text("#verdict-title")
    assert ref not in stranger.text("main")
    assert "Ongeldig" in sent(browser_of, "carla", changed).text("#verdict-title")
    assert "Onbekend" in sent(browser_of, "carla", b"geen pdf").text("#verdict-title")


def test_a_fingerprint_tells_which_file_it_is(browser_of, desk, report, ref):
    newest = hashlib.sha256(desk.content(report)).hexdigest()
    frozen = hashlib.sha256(desk.content(report, revision=1)).hexdigest()

    page = asked(browser_of, "carla", newest.upper())
    assert ref in page.text("main")
    assert "Het nieuwste" in page.text("main")
    spaced = "+".join(frozen[at : at + 8] for at in range(0, 64, 8))
    assert "Een eerder bestand" in asked(browser_of, "carla", spaced).text("main")


def test_of_what_one_may_not_read_it_tells_what_it_tells_of_nothing(browser_of, desk, report):
    known = hashlib.sha256(desk.content(report)).hexdigest()
    nothing = "0" * 64

    pages = [asked(browser_of, "dirk", each).text("main") for each in (known, nothing)]

    assert pages[0].replace(known, "") == pages[1].replace(nothing, "")
    assert "Geen bestand" in pages[0]


@pytest.mark.parametrize("wrong", ["x", "0" * 63, "0" * 65, "g" * 64, "%00" * 64, "0" * 9000])
def test_what_is_no_fingerprint_is_said_beside_it(browser_of, wrong):
    page = asked(browser_of, "carla", wrong)

    assert "64 tekens" in page.text("section form[method=get]")


def test_the_roots_are_handed_out(browser_of, report):
    assert '"parties"' in browser_of("bram").visit("/reports/trust").body
