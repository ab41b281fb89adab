"""The public version: a tagged PDF of what was signed, without the parts that stay internal."""

import hashlib
from collections import Counter

import pypdfium2
import pytest
from pypdf import PdfReader

from app.kernel.errors import Refused
from app.publications import queries, service
from app.publications.policy import PublicationPermission
from tests.support.acting import acting
from tests.support.publishing import in_days

SAYS = {
    "introduction": "Wij keken samen.",
    "conclusion": "Slot van het rapport.",
    "decisions": "De termijn is ruim.",
}


@pytest.fixture
def made(press):
    """Print a public version; its bytes and its words."""

    def printing(*left_out):
        actor, ref = press.desk.world.actor("anna"), press.desk.world.workspace.ref
        with acting(press.desk.app, actor):
            plan = queries.get_plan_for(
                actor, PublicationPermission.PLAN, ref=ref, report_id=press.report_id
            )
            source = service.read_source(plan.report, tools=press.desk.tools)
            public = service.prepare(source, left_out)
        return public.content, words_in(public.content)

    return printing


def words_in(content):
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def test_it_says_of_which_report_it_is_and_holds_all_by_default(press, made, desk):
    report, _seats = desk.read(press.report_id)
    _content, words = made()

    assert report.frozen_sha256.hex() in words.replace(" ", "")
    assert "Er is niets weggelaten." in words
    for each in (*SAYS.values(), "Wij telden 61 uur per week.", "Er was geen arts."):
        assert each in words, each
    assert "met voorbehoud" in words


@pytest.mark.parametrize("part", SAYS)
def test_a_part_that_stays_internal_is_not_in_it(made, part):
    _content, words = made(part)

    assert SAYS[part] not in words
    assert all(said in words for name, said in SAYS.items() if name != part)
    assert "Delen van het ondertekende rapport zijn intern" in words


def test_a_chapter_stays_internal_whole(made, findings):
    content, words = made(f"finding:{findings[1]}")

    assert "Er was geen arts." not in words
    assert "Te weinig zorg" not in words
    assert "Wij telden 61 uur per week." in words
    assert b"Te weinig zorg" not in content


@pytest.mark.parametrize("wrong", ["finding:x", "omslag"])
def test_what_is_no_part_is_refused(made, wrong):
    with pytest.raises(Refused):
        made(wrong)


def test_a_public_version_without_any_finding_is_refused(made, findings):
    with pytest.raises(Refused):
        made(*(f"finding:{each}" for each in findings))


def test_the_same_parts_give_the_same_bytes_and_other_parts_others(made):
    prints = Counter(made(*each)[0] for each in ((), (), ("decisions",), ("introduction",)))

    assert sorted(prints.values()) == [1, 1, 2]


def test_it_is_tagged_dutch_and_holds_no_data_file(made, tmp_path):
    content, _words = made()
    path = tmp_path / "public.pdf"
    path.write_bytes(content)
    reader = PdfReader(path)
    root = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-NL"
    assert "/StructTreeRoot" in root
    assert reader.metadata.title == "Rapport De Meerkoet"
    assert not reader.attachments


def test_what_is_planned_is_what_is_downloaded(browser_of, press, made):
    press.plan(in_days(3), left_out=("decisions",))
    content, _words = made("decisions")

    given = browser_of("bram").visit(f"{press.address}/pdf").response.data

    assert given == content
    assert hashlib.sha256(given).hexdigest() == press.read().fingerprint
