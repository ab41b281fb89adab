import pytest, uuid
from sqlalchemy import text, update, select
from sqlalchemy.exc import DBAPIError
from app.documents.models import Level, AccessPolicy, AccessRule, Document
from app.findings.models import Evidence
from app.kernel import clock, ids
from app.identity.models import IdentityProvider, Person
from app.workspaces.models import Membership, MemberRole, ParticipantRole, Participation
from tests.support.acting import acting
from tests.support.judgement import Desk
from tests.support.documents import Library, rule_for

@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)

def raw(app, actor, sql, **p):
    with acting(app, actor) as s:
        try:
            n = s.connection().execute(text(sql), p).rowcount
            s.rollback()
            return n
        except DBAPIError as e:
            s.rollback()
            return str(e.orig).splitlines()[0]

def test_rls(app, world, transaction, desk):
    doc = desk.document("igj", title="Geheim", ijenv=Level.VIEW)
    fnd = desk.finding("bram")
    from tests.support.judgement import CHIEF
    with transaction.as_owner() as o:
        d = o.get(Document, doc)
        pol = d.policy_id; wid = d.workspace_id
    bram, anna, carla = (world.actor(x) for x in ("bram","anna","carla"))
    org = {k: v.id for k, v in world.organisations.items()}
    print("rule", raw(app, anna, "insert into access_rule (id, policy_id, workspace_id, owner_id, organisation_id, level, legal_basis, purpose, people) values (:i,:p,:w,:o,:o,5,'x','x','{}')", i=ids.new_id(), p=pol, w=wid, o=org["ijenv"]))
    print("steal", raw(app, anna, "update document set organisation_id=:o where id=:d", o=org["ijenv"], d=doc))
    print("version by viewer", raw(app, anna, "insert into document_version select :i, document_id, workspace_id, 2, file_name, media_type, size, sha256, blob_id, wrapped_key, uploaded_by_id, uploaded_at, note from document_version where document_id=:d", i=ids.new_id(), d=doc))
    print("recommendation upd", raw(app, anna, "update recommendation set text='x' where finding_id=:f", f=fnd))
    print("recommendation ins", raw(app, anna, "insert into recommendation (id, finding_id, workspace_id, position, text, addressee) values (:i,:f,:w,9,'x','x')", i=ids.new_id(), f=fnd, w=wid))
    print("evidence ins", raw(app, anna, "insert into evidence values (:f,:d,:w,:o,1,'x','x',now())", f=fnd, d=doc, w=wid, o=org["igj"]))
    print("task ins in name of", raw(app, carla, "insert into task (id, workspace_id, number, ref, title, details, organisation_id, asking_organisation_id, status, changed_at, version) values (:i,:w,1,'x','x','',:o,:o,'open',now(),1)", i=ids.new_id(), w=wid, o=org["igj"]))
    print("log other", raw(app, anna, "insert into log_entry select :t, 77, at, action, actor_id, organisation_id, object_kind, object_id, entry, leaf_hash from log_entry limit 1", t=world.elsewhere.id))
    print("tree", raw(app, anna, "insert into log_tree (id,size) values (:t, 0)", t=ids.new_id()))
    print("member by non-member lead", raw(app, world.actor("els"), "insert into membership (id, workspace_id, person_id, organisation_id, role, added_at) values (:i,:w,:p,:o,'coordinator',now())", i=ids.new_id(), w=wid, p=world.person("els").id, o=org["ijenv"]))
    print("member foreign by partner", raw(app, bram, "insert into membership (id, workspace_id, person_id, organisation_id, role, added_at) values (:i,:w,:p,:o,'coordinator',now())", i=ids.new_id(), w=wid, p=world.person("dirk").id, o=org["igj"]))
    rep = desk.report() if hasattr(desk, "report") else None
    print(rep, [m for m in dir(desk) if not m.startswith("_")])
    assert 0

def test_token_of_a_closed_provider(api_of, browser_of, world, transaction):
    api, br = api_of("bram"), browser_of("bram")
    with transaction.as_owner() as o:
        o.execute(update(IdentityProvider).where(IdentityProvider.slug=="igj").values(is_active=False))
    print("token", api.get("/me").status_code, "session", br.visit("/").status)
    assert 0

def test_blocked_invited(browser_of, world, transaction):
    with transaction.as_owner() as o:
        o.execute(update(Person).where(Person.login=="els").values(blocked_at=clock.now()))
    p = browser_of("anna").visit("/workspaces/WRK-2026-1001/members").submit("form#add-person", email="els@ijenv.example", role="coordinator", name="Els", job_title="x")
    print(p.status, p.text()[:300])
    with transaction.as_owner() as o:
        print([(x.login, x.email, x.blocked_at) for x in o.scalars(select(Person).where(Person.email=="els@ijenv.example"))])
    assert 0

def test_oracle(api_of, browser_of, world, transaction):
    with transaction.as_owner() as o:
        o.execute(update(Membership).where(Membership.person_id==world.person("bram").id).values(role=MemberRole.COORDINATOR))
        o.execute(update(Person).where(Person.login=="els").values(blocked_at=clock.now()))
    a = api_of("bram")
    for login in ("els","wim","dirk","nobody"):
        r = a.post("/workspaces/WRK-2026-1001/members", json={"login": login}); print(login, r.status_code, r.json.get("detail"))
    b = browser_of("bram").visit("/workspaces/WRK-2026-1001/members")
    for mail in ("els@ijenv.example","wim@ijenv.example","nobody@ijenv.example"):
        r = b.submit("form#add-person", email=mail, role="reader"); print(mail, r.status, r.text("form#add-person")[:200] if r.status==422 else "")
    assert 0

def test_log_of_folder_rules_for_a_guest(api_of, browser_of, house, world, transaction, app):
    lib = Library(house, world)
    from app.documents import service
    from app.documents.service import FolderPlace, Proposal
    with transaction.as_owner() as o:
        o.execute(update(Participation).where(Participation.organisation_id==world.organisations["ivho"].id).values(role=ParticipantRole.GUEST))
    actor = world.actor("bram")
    with house.database.session_for(actor):
        service.set_folder_rules(actor, FolderPlace(lib.place(actor)), proposal=Proposal(rules=[rule_for("ijenv","view",people=("anna",))], bases=lib.bases))
    r = api_of("carla").get("/workspaces/WRK-2026-1001/log")
    for i in r.json["items"]: print(i)
    print(browser_of("carla").visit("/workspaces/WRK-2026-1001/log").text("main")[:1500])
    print(browser_of("carla").visit("/").text("main")[:600])
    assert 0

def test_pdf_evidence(house, app, world, transaction, desk):
    from app.findings.queries import list_evidence
    from app.reports.queries.printing import list_printable_evidence
    from app.workspaces import queries as ws
    from app.workspaces.policy import WorkspacePermission
    doc = desk.document("ijenv", title="Dossier", igj=Level.VIEW)
    with transaction.as_owner() as o:
        pid = o.get(Document, doc).policy_id
        o.execute(update(AccessRule).where(AccessRule.policy_id==pid).values(people=[world.person("cora").id]))
        o.add(AccessRule(policy_id=pid, workspace_id=world.workspace.id, owner_id=world.organisations["ijenv"].id, organisation_id=world.organisations["ivho"].id, level=2, legal_basis="x", purpose="x", people=[]))
    f = desk.finding("anna", evidence=frozenset({doc}))
    for who in ("anna","bram","cora","carla"):
        a = world.actor(who)
        with acting(app, a):
            w = ws.get_for(a, WorkspacePermission.VIEW, world.workspace.id)
            print(who, list_evidence(a, workspace=w, finding_ids=[f]))
    a = world.actor("anna")
    with acting(app, a):
        w = ws.get_for(a, WorkspacePermission.VIEW, world.workspace.id)
        print("PDF", list_printable_evidence(a, w, finding_ids=[f]))
    assert 0
