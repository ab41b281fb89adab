from app.tasks.models import TaskStatus
def test_pages(browser_of, put_task, world):
    a = put_task("bram", title="Eerste")
    b = put_task("bram", title="Tweede", predecessor_id=a.id)
    c = put_task(None, title="Derde", predecessor_id=b.id)
    for who in ("anna","bram","carla"):
        for path in ("/", "/workspaces/WRK-2026-1001", "/workspaces/WRK-2026-1001/tasks", f"/workspaces/WRK-2026-1001/tasks/{b.id}", "/workspaces/WRK-2026-1001/tasks?show=mine"):
            page = browser_of(who).visit(path)
            print(who, path, page.status); 
            assert page.status == 200, page.text()
    print(page.text("main"))
