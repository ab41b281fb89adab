import base64, json
import pytest

PATHS = [
 "/workspaces/WRK-2026-1001/documents?q=%00", "/workspaces/WRK-2026-1001/documents?owner=%00",
 "/workspaces/WRK-2026-1001/documents?folder=%00",
 "/workspaces/WRK-2026-1001/log?before=" + "9"*30, "/workspaces/WRK-2026-1001/log?before=-5", "/workspaces/WRK-2026-1001/log?before=" + "9"*5000,
 "/workspaces/WRK-2026-1001/log?before=-" + "9"*30,
 "/workspaces/WRK-2026-1001/log?kind=tasks&before=-" + "9"*30,
 "/login?organisation=%00", "/login/callback/%00", "/login/callback/igj?state=%00", "/login/callback/igj?state=%ED%A0%80", "/login/invitation/%00",
 "/login?next=%00", "/workspaces?after=%00", "/workspaces/WRK-2026-1001/tasks?show=%00","/workspaces/WRK-2026-1001/tasks?after=%00",
 "/workspaces/WRK-2026-1001/reports/00000000-0000-0000-0000-000000000000/files/99999999999999/pdf",
 "/workspaces/WRK-2026-1001/documents?after=1~9999-12-31T23:59:59%2B00:00~"+"0"*32,
 "/workspaces/WRK-2026-1001/documents?after=1~0001-01-01T00:00:00%2B23:59~"+"0"*32,
 "/workspaces/WRK-2026-1001/documents?cursor=1~0001-01-01T00:00:00%2B23:59~"+"0"*32,
 "/workspaces/WRK-2026-1001/documents?page=99999999999999999999999999",
 "/workspaces/WRK-2026-1001/overview", "/?since=%00",
]
def cur(*v): return base64.urlsafe_b64encode(json.dumps(list(v)).encode()).decode()
API = [
 "/workspaces/WRK-2026-1001/documents?q=%00","/workspaces/WRK-2026-1001/documents?owner=%00",
 "/workspaces/WRK-2026-1001/documents?limit="+"9"*5000,
 "/workspaces/WRK-2026-1001/log?cursor="+cur(-5), "/workspaces/WRK-2026-1001/log?cursor="+cur("-"+"9"*30), "/workspaces/WRK-2026-1001/log?cursor="+cur("9"*5000),
 "/workspaces?cursor="+cur("2026-01-01","\x00"), "/workspaces?cursor="+cur("2026-01-01","\ud800"),
 "/workspaces/WRK-2026-1001/tasks?cursor="+cur("1","2026-01-01","\x00"),
 "/workspaces/WRK-2026-1001/documents?cursor="+cur("1~0001-01-01T00:00:00+23:59~"+"0"*32),
 "/workspaces/WRK-2026-1001/documents?cursor="+"[" * 3000,
 "/workspaces/WRK-2026-1001/documents?cursor="+base64.urlsafe_b64encode(b"["*60000).decode(),
]
@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_pages(browser_of, app, path):
    app.config["PROPAGATE_EXCEPTIONS"]=False
    page = browser_of("anna").visit(path)
    print(page.status, path[:80])
    assert page.status < 500
@pytest.mark.parametrize("path", API, ids=range(len(API)))
def test_api(api_of, app, path):
    app.config["PROPAGATE_EXCEPTIONS"]=False
    a = api_of("anna").get(path)
    print(a.status_code, path[:80])
    assert a.status_code < 500
BODIES = [("/workspaces/WRK-2026-1001/tasks", {"title": "a\x00b", "organisation":"igj"}), ("/workspaces/WRK-2026-1001/tasks", {"title": "a\ud800b", "organisation":"igj"}),
 ("/workspaces/WRK-2026-1001/tasks", {"title": "ab", "organisation":"\x00"}),("/workspaces/WRK-2026-1001/tasks", {"title": "ab", "assignee":"\x00"}),
 ("/workspaces/WRK-2026-1001/members", {"login": "\x00"}), ("/workspaces/WRK-2026-1001/participants", {"organisation": "\x00"}),
 ("/workspaces/WRK-2026-1001/findings", {"title":"a\x00","text":"b","norm":"N-1","aspect":"resources"}),
 ("/workspaces/WRK-2026-1001/reports", {"title":"a\x00","findings":[]}),
]
@pytest.mark.parametrize("n", range(len(BODIES)))
def test_bodies(api_of, app, n):
    app.config["PROPAGATE_EXCEPTIONS"]=False
    path, body = BODIES[n]
    a = api_of("anna").post(path, json=body)
    print(a.status_code, path[:80])
    assert a.status_code < 500
