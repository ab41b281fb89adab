import time, cProfile, pstats
import pytest
from sqlalchemy import insert, select, text
from app.documents.models import Document, DocumentVersion
from app.kernel import clock, ids
from tests.support.documents import rule_for
from tests.support.counting import counting


def test_time(browser_of, library, transaction, owner_engine):
    document = library.bring("bram", rule_for("ijenv", "download"), rule_for("ivho"))
    with transaction.as_owner() as owner:
        row = dict(
            owner.execute(select(Document.__table__).where(Document.id == document.id))
            .mappings()
            .one()
        )
        ver = dict(
            owner.execute(
                select(DocumentVersion.__table__).where(DocumentVersion.document_id == document.id)
            )
            .mappings()
            .one()
        )
        keys = [ids.new_id() for _ in range(1000)]
        owner.execute(insert(Document), [row | {"id": k, "changed_at": clock.now()} for k in keys])
        owner.execute(
            insert(DocumentVersion), [ver | {"id": ids.new_id(), "document_id": k} for k in keys]
        )
        owner.execute(text("analyze document"))
        owner.execute(text("analyze document_version"))
    b = browser_of("carla")
    for _ in range(5):
        b.visit(library.list_address)
    import gc

    gc.collect()
    gc.freeze()
    t, c = time.perf_counter(), time.process_time()
    for _ in range(20):
        assert b.visit(library.list_address).status == 200
    print(
        "wall ms",
        50 * (time.perf_counter() - t),
        "cpu ms",
        50 * (time.process_time() - c),
        "size",
        len(b.visit(library.list_address).body),
    )

    from app.documents.views import listing
    import app.documents.queries as q, app.workspaces.queries as w
    from flask import templating

    acc = {}

    def wrap(mod, name):
        f = getattr(mod, name)

        def g(*a, **k):
            t0, w0 = time.thread_time(), time.perf_counter()
            try:
                return f(*a, **k)
            finally:
                x = acc.setdefault(name, [0, 0, 0])
                x[0] += time.thread_time() - t0
                x[1] += time.perf_counter() - w0
                x[2] += 1

        setattr(mod, name, g)

    for mod, name in (
        (q, "list_visible"),
        (q, "matrix_of"),
        (q, "list_folders"),
        (w, "workspace_frame"),
        (w, "get_for"),
        (listing.UploadForm, "for_workspace"),
        (listing.answers, "show"),
        (listing.answers, "render_template"),
        (listing, "_page"),
    ):
        wrap(mod, name)
    import app.kernel.web.door as door

    wrap(door, "_open_request")
    for _ in range(20):
        b.visit(library.list_address)
    for name, (c, wll, n) in acc.items():
        print(f"{name:20} cpu {1000 * c / 20:.2f} wall {1000 * wll / 20:.2f} calls {n}")


    from app.documents.queries.documents import _rows
    from app.documents.policy import visible_to
    house = library.house; actor = library.world.actor("carla")
    with house.database.session_for(actor) as session:
        place = library.place(actor)
        is_own = Document.organisation_id == actor.organisation_id
        order = (is_own.desc(), Document.changed_at.desc(), Document.id.desc())
        cut = select(Document.id).where(Document.workspace_id == place.id, visible_to(actor)).order_by(*order).limit(51)
        A = _rows(actor).where(Document.workspace_id == place.id).order_by(*order).limit(51)
        B = _rows(actor).where(Document.id.in_(select(cut.subquery().c.id))).order_by(*order)
        for rnd in range(3):
            for name, st in (("all", A), ("cut", B), ("ids", cut)):
                t = time.perf_counter()
                for _ in range(10): session.execute(st).all()
                print(name, 100*(time.perf_counter()-t), "ms")
        for name, st in (("all", A), ("cut", B)):
            comp = st.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
            raw = session.connection().connection.driver_connection.cursor()
            raw.execute("explain (analyze, timing off, summary on) " + str(comp), {k: (v() if callable(v) else v) for k, v in comp.params.items()})
            print(name, [r[0] for r in raw.fetchall()][-4:])
