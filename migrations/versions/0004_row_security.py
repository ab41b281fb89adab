"""Row-level security: the second wall restates the whole rule of who sees what.

Why: a query that forgets its condition must return nothing of another organisation.
Deploy order: expand; the tables are still empty.
On the way back: policies and functions go, and with them all sight for the application role.

Each transaction names ``samenzicht.person``, ``samenzicht.organisation``, ``samenzicht.place`` (a
job's one workspace) and ``samenzicht.today``. Without them the functions return nothing, and so do
the policies. The functions belong to the owner role (BYPASSRLS), so a policy never runs into its
own table's policy.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

SETTINGS = {
    "samenzicht_person": ("uuid", "samenzicht.person"),
    "samenzicht_organisation": ("uuid", "samenzicht.organisation"),
    "samenzicht_place": ("uuid", "samenzicht.place"),
    "samenzicht_today": ("date", "samenzicht.today"),
}

WORKSPACES = """
create function samenzicht_workspaces() returns setof uuid
language sql stable security definer set search_path = public rows 20 as $$
  select m.workspace_id from membership m
    join participation p
      on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
    where m.person_id = samenzicht_person() and m.organisation_id = samenzicht_organisation()
      and m.ended_at is null and p.ended_at is null
  union all
  select p.workspace_id from participation p
    where samenzicht_person() is null and p.workspace_id = samenzicht_place()
      and p.organisation_id = samenzicht_organisation() and p.ended_at is null
$$
"""
SHARED_WORKSPACES = """
create function samenzicht_shared_workspaces() returns setof uuid
language sql stable security definer set search_path = public rows 20 as $$
  select p.workspace_id from participation p
    where p.organisation_id = samenzicht_organisation() and p.role in ('lead', 'partner')
      and p.ended_at is null and p.workspace_id in (select samenzicht_workspaces())
$$
"""
CLEARANCE = """
create function samenzicht_clearance() returns smallint
language sql stable security definer set search_path = public as $$
  select case o.highest_classification when 'dep_vertrouwelijk' then 1 else 0 end::smallint
    from organisation o where o.id = samenzicht_organisation()
$$
"""
RULEBOOKS = """
create function samenzicht_rulebooks(at_least smallint) returns setof uuid
language sql stable security definer set search_path = public rows 100 as $$
  select r.policy_id from access_rule r
    where r.organisation_id = samenzicht_organisation()
      and r.workspace_id = any(array(select samenzicht_workspaces()))
      and (r.until is null or r.until >= samenzicht_today())
      and (cardinality(r.people) = 0 or samenzicht_person() is null
           or samenzicht_person() = any(r.people))
    group by r.policy_id
    having min(r.level) > 0 and max(r.level) >= at_least
$$
"""
POLICIES = """
create function samenzicht_policies(at_least smallint) returns setof uuid
language sql stable security definer set search_path = public rows 100 as $$
  select p.id from access_policy p
    where p.governed_by_id = any(array(select samenzicht_rulebooks(at_least)))
$$
"""
MAY_CITE = """
create function samenzicht_may_cite(cited uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select 1 from document d
      where d.id = cited and d.workspace_id in (select samenzicht_workspaces())
        and d.classification <= samenzicht_clearance()
        and (d.organisation_id = samenzicht_organisation()
             or (d.withdrawn_at is null and d.status = 'released'
                 and d.policy_id in (select samenzicht_policies(1::smallint)))))
$$
"""
LEADS = """
create function samenzicht_leads(place uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select 1 from workspace w
      where w.id = place and w.lead_id = samenzicht_organisation())
$$
"""
LOG_HASHES = """
create function samenzicht_log_hashes(tree uuid, first bigint, past bigint)
returns table (at_index bigint, hash bytea)
language sql stable security definer set search_path = public as $$
  select e.index, e.leaf_hash from log_entry e
    where e.tree_id = tree and tree in (select samenzicht_workspaces())
      and e.index >= first and e.index < past
$$
"""
FUNCTIONS = (
    WORKSPACES,
    SHARED_WORKSPACES,
    CLEARANCE,
    RULEBOOKS,
    POLICIES,
    MAY_CITE,
    LEADS,
    LOG_HASHES,
)
FUNCTION_NAMES = (
    "samenzicht_log_hashes(uuid, bigint, bigint)",
    "samenzicht_leads(uuid)",
    "samenzicht_may_cite(uuid)",
    "samenzicht_policies(smallint)",
    "samenzicht_rulebooks(smallint)",
    "samenzicht_clearance()",
    "samenzicht_shared_workspaces()",
    "samenzicht_workspaces()",
)

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
LEAD_OR_MINE = f"samenzicht_leads(workspace_id) or ({MINE} and {INSIDE})"
OWN_INSIDE = f"{MINE} and {INSIDE}"
DOCUMENT_SIGHT = (
    f"{INSIDE} and classification <= (select samenzicht_clearance()) and ({MINE} or ("
    "withdrawn_at is null and status = 'released'"
    " and policy_id = any(array(select samenzicht_policies(2::smallint)))))"
)
DOCUMENT_CHANGE = (
    f"{INSIDE} and ({MINE} or policy_id = any(array(select samenzicht_policies(4::smallint))))"
)
FOLDER_SIGHT = (
    f"{SHARED} or ({INSIDE} and exists (select 1 from document d where d.folder_id = folder.id))"
)
POLICY_SIGHT = (
    f"{INSIDE} and ({MINE} or id = any(array(select samenzicht_policies(2::smallint)))"
    " or id = any(array(select samenzicht_rulebooks(2::smallint))))"
)
RULE_SIGHT = (
    f"{INSIDE} and (owner_id = (select samenzicht_organisation())"
    " or policy_id = any(array(select samenzicht_rulebooks(2::smallint))))"
)
EVIDENCE_SIGHT = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)"
    " and samenzicht_may_cite(document_id)"
)
OWNER_INSIDE = f"owner_id = (select samenzicht_organisation()) and {INSIDE}"

# table: (who sees a row, who adds one, who changes or removes one)
POLICIES_OF: dict[str, tuple[str, str, str]] = {
    "workspace": (
        "id = any(array(select samenzicht_workspaces()))",
        "lead_id = (select samenzicht_organisation())",
        "lead_id = (select samenzicht_organisation())",
    ),
    "phase": (INSIDE, "samenzicht_leads(workspace_id)", "samenzicht_leads(workspace_id)"),
    "participation": (INSIDE, "samenzicht_leads(workspace_id)", "samenzicht_leads(workspace_id)"),
    "membership": (INSIDE, LEAD_OR_MINE, LEAD_OR_MINE),
    "folder": (
        FOLDER_SIGHT,
        f"samenzicht_leads(workspace_id) or {SHARED}",
        f"samenzicht_leads(workspace_id) or {SHARED}",
    ),
    "access_policy": (
        POLICY_SIGHT,
        OWN_INSIDE,
        OWN_INSIDE,
    ),
    "access_rule": (
        RULE_SIGHT,
        OWNER_INSIDE,
        OWNER_INSIDE,
    ),
    "document": (DOCUMENT_SIGHT, OWN_INSIDE, DOCUMENT_CHANGE),
    "document_version": (
        f"{INSIDE} and exists (select 1 from document d where d.id = document_id)",
        f"{INSIDE} and exists (select 1 from document d where d.id = document_id)",
        "false",
    ),
    "task": (
        f"{SHARED} or ({INSIDE} and {MINE})",
        INSIDE,
        f"{SHARED} or ({INSIDE} and {MINE})",
    ),
    "norm": (INSIDE, f"samenzicht_leads(workspace_id) or {SHARED}", SHARED),
    "finding": (
        f"({INSIDE} and {MINE}) or (audience = 'workspace' and {SHARED})",
        OWN_INSIDE,
        OWN_INSIDE,
    ),
    "evidence": (
        EVIDENCE_SIGHT,
        f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)",
        f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)",
    ),
    "recommendation": (
        f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)",
        f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)",
        f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)",
    ),
    "report": (
        f"{SHARED} or ({INSIDE} and {MINE})",
        OWN_INSIDE,
        f"{SHARED} or ({INSIDE} and {MINE})",
    ),
    "report_finding": (
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
    ),
    "report_file": (
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        "false",
    ),
    "seat": (
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
        f"{INSIDE} and exists (select 1 from report r where r.id = report_id)",
    ),
}

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
OBJECTS_WITH_SIGHT = ("document", "task", "finding", "report")
LOG_SIGHT = (
    "tree_id = any(array(select samenzicht_workspaces())) and (object_kind not in ("
    + ", ".join(f"'{kind}'" for kind in OBJECTS_WITH_SIGHT)
    + ")"
    + "".join(
        f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
        for kind in OBJECTS_WITH_SIGHT
    )
    + f") or (tree_id = {PLATFORM} and actor_id = (select samenzicht_person()))"
)
TREE_SIGHT = (
    f"id = {PLATFORM} or id = any(array(select samenzicht_workspaces())) or samenzicht_leads(id)"
)
LOG_TABLES: dict[str, tuple[str, str, str]] = {
    "log_tree": (TREE_SIGHT, "true", TREE_SIGHT),
    "log_entry": (LOG_SIGHT, "true", "false"),
}


def upgrade() -> None:
    """Make the functions and policies, and give the two roles their rights."""
    for name, (kind, setting) in SETTINGS.items():
        op.execute(
            f"create function {name}() returns {kind} language sql stable parallel safe as"
            f" $$ select nullif(current_setting('{setting}', true), '')::{kind} $$"
        )
    for function in FUNCTIONS:
        op.execute(function)
    for table, wall in {**POLICIES_OF, **LOG_TABLES}.items():
        _wall(table, wall)
    _rights()
    op.execute(f"insert into log_tree (id, size) values ({PLATFORM}, 0)")


def _wall(table: str, wall: tuple[str, str, str]) -> None:
    sees, adds, changes = wall
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using ({changes})")


def _rights() -> None:
    op.execute("grant usage on schema public to samenzicht_app, samenzicht_keeper")
    op.execute("grant select on all tables in schema public to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert, update, delete on all tables in schema public to samenzicht_app")
    op.execute("revoke insert, update, delete on alembic_version from samenzicht_app")
    op.execute("revoke update, delete, truncate on log_entry from samenzicht_app")
    op.execute("revoke delete, truncate on log_tree from samenzicht_app")


def downgrade() -> None:
    """Take the walls down; the tables stay, without any sight for the application role."""
    op.execute(f"delete from log_entry where tree_id = {PLATFORM}")
    op.execute(f"delete from log_tree where id = {PLATFORM}")
    for table in (*POLICIES_OF, *LOG_TABLES):
        for policy in ("sees", "adds", "changes", "removes"):
            op.execute(f"drop policy {policy} on {table}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
    op.execute("revoke all on all tables in schema public from samenzicht_app, samenzicht_keeper")
    for name in FUNCTION_NAMES:
        op.execute(f"drop function {name}")
    for name in SETTINGS:
        op.execute(f"drop function {name}()")
