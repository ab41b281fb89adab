import io, pytest
from tests.support.documents import Library, rule_for
@pytest.fixture
def library(house, world): return Library(house, world)
def test_it(library, browser_of, world):
    doc = library.bring("bram", rule_for("ivho"))
    for who in ("bram","carla","anna"):
        page = browser_of(who).visit(library.list_address)
        print(who, page.status, page.text("#documents-list")[:300] or page.body[:3000])
    page = browser_of("carla").visit(library.address(doc))
    print(page.status, page.text("main")[:1500])
    page = browser_of("bram").visit(library.address(doc,"/access?organisation=ivho"))
    print(page.status, page.text("main")[:2500])
    for htmx in (False, True):
        r = page.submit("#documents-rule", htmx=htmx, level="download", preview="1", purpose="Iets")
        print(r.status, r.text("#documents-access")[:1500] or r.body[:3000])
    r = page.submit("#documents-rule", htmx=True, level="download", purpose="Iets")
    print(r.status, r.text("#documents-access")[:900] or r.body[:3000])
    page = browser_of("carla").visit(library.address(doc,"/content"))
    print(page.status, page.response.headers, page.response.get_data()[:100])
    page = browser_of("bram").visit(library.list_address)
    r = page.submit("#documents-upload form", files={"file": (io.BytesIO(b"hallo daar\n"), "x.txt")})
    print(r.status, r.location or r.body[:3000]); print(r.follow().text("#notices"))
    for part in ("/edit","/versions","/withdrawal"):
        p = browser_of("bram").visit(library.address(doc,part)); print(p.status, p.text("main")[:600])
    p = browser_of("bram").visit(library.list_address.replace("documents","folders")); print(p.status, p.text("main")[:600])
