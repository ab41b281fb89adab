"""Evidence: open to who sees the document, closed to who may know of it, nothing to who may not.

Bram (IGJ) cites a document that Anna (IJenV) may open and IvhO (Carla) may only know of."""

import pytest

from app.documents.models import Level


@pytest.fixture
def documents(desk):
    """Three documents of IGJ: shared, known as evidence only, and secret to the others."""
    return {
        "open": desk.document("igj", title="Rooster", ijenv=Level.VIEW, ivho=Level.FINDING),
        "closed": desk.document("igj", title="Dossier", ijenv=Level.FINDING, ivho=Level.FINDING),
        "secret": desk.document("igj", title="Notitie"),
    }


@pytest.fixture
def finding(desk, documents):
    return desk.finding("bram", evidence=frozenset(documents.values()))


@pytest.mark.parametrize(
    ("who", "titles", "closed"),
    [
        ("bram", {"Rooster", "Dossier", "Notitie"}, 0),
        ("cora", {"Rooster", "Dossier", "Notitie"}, 0),
        ("anna", {"Rooster"}, 1),
        ("carla", set(), 2),
    ],
)
def test_each_sees_what_is_theirs_to_know(browser_of, place, finding, who, titles, closed):
    page = browser_of(who).visit(f"{place}/{finding}")

    shown = {each.text_content() for each in page.tree.cssselect(".sz-proof a.sz-table__title")}
    assert (shown, len(page.tree.cssselect(".sz-proof li.is-closed"))) == (titles, closed)
    assert page.text("#evidence .sz-count") == str(len(titles) + closed)


def test_closed_evidence_names_kind_keeper_and_fingerprint_and_no_more(
    browser_of, place, finding, documents
):
    page = browser_of("carla").visit(f"{place}/{finding}")
    closed = page.text(".sz-proof li.is-closed")

    assert "bewaard door IGJ" in closed
    assert "0001 0203 … 1e1f" in closed
    for hidden in ("Dossier", "Rooster", "Notitie", *map(str, documents.values())):
        assert hidden not in page.body


def test_one_may_cite_only_what_one_sees(browser_of, world, place, documents, desk):
    page = browser_of("anna").visit(f"{place}/new")
    offered = {each.get("value") for each in page.tree.cssselect("input[name=evidence]")}

    answer = page.browser.send(
        f"{place}/new",
        {
            "csrf_token": page.tree.cssselect("input[name=csrf_token]")[-1].get("value"),
            "title": "x",
            "norm": str(world.norm.id),
            "text": "y",
            "judgement": "meets",
            "aspect": "resources",
            "audience": "workspace",
            "evidence": [str(documents["secret"])],
        },
    )

    assert offered == {str(documents["open"])}
    assert answer.status == 422


def test_a_colleague_who_knows_less_takes_nothing_away(browser_of, place, desk, transaction):
    """Anna may not open the closed one; changing the text leaves it cited."""
    closed = desk.document("igj", title="Dossier", ijenv=Level.VIEW)
    finding = desk.finding("anna", evidence=frozenset({closed}))
    desk.change_level(closed, "ijenv", Level.FINDING)

    answer = (
        browser_of("anna")
        .visit(f"{place}/{finding}/edit")
        .submit("#findings-form", text="Z", reason="Nieuw.")
    )

    assert answer.status == 303
    shown = browser_of("anna").visit(f"{place}/{finding}")
    assert len(shown.tree.cssselect(".sz-proof li.is-closed")) == 1


def test_a_citation_keeps_the_version_it_was_made_of(browser_of, place, finding, transaction):
    from sqlalchemy import select

    from app.findings.models import Evidence

    with transaction.as_owner() as owner:
        cited = owner.scalars(select(Evidence).where(Evidence.finding_id == finding)).all()

    assert {(each.number, each.media_type, each.sha256) for each in cited} == {
        (1, "application/pdf", bytes(range(32)))
    }
