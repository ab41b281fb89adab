"""Only a bar that its reader may move says where it is moved to; the drag is in tests/browser."""

from app.coordination import service
from app.coordination.models import Rest

CALENDAR = "/coordination?at=2027-01-01"


def movable(page):
    return [each.get("data-move") for each in page.tree.cssselect("svg a[data-move]")]


def test_ones_own_bars_are_moved_and_no_others(doing, browser_of):
    entity = doing.enter("bram", "UMC", rest=Rest.EVERYTHING)
    ours = doing.plan("bram", entity, "Audit", rest=Rest.EVERYTHING)
    done = doing.plan("bram", entity, "Klaar", rest=Rest.EVERYTHING)
    doing.plan("bram", entity, "Gepland", rest=Rest.PLANNED)
    theirs = doing.plan("anna", entity, "Gesprek", rest=Rest.EVERYTHING)
    doing.act("bram", service.finish_activity, done)

    found = {who: movable(browser_of(who).visit(CALENDAR)) for who in ("bram", "anna", "carla")}

    place = "/coordination/activities/{}/move"
    assert place.format(ours.id) in found["bram"]
    assert len(found["bram"]) == 2
    assert place.format(done.id) not in found["bram"]
    assert found["anna"] == [place.format(theirs.id)]
    assert found["carla"] == []


def test_a_bar_says_the_days_and_the_version_that_its_reader_sees(doing, browser_of):
    it = doing.plan("bram", doing.enter("bram"), "Audit")

    [bar] = browser_of("bram").visit(CALENDAR).tree.cssselect("svg a[data-move]")

    assert (bar.get("data-first"), bar.get("data-last")) == (str(it.starts_on), str(it.ends_on))
    assert bar.get("data-version") == "1"
    # The page without scripts, and by keyboard, is where the link to the activity leads on to.
    assert bar.get("href") == f"/coordination/activities/{it.id}"
