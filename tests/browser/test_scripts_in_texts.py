"""No text that somebody typed runs at somebody else's, with our content policy or without.

The texts are put into every column of text of every table, past all forms and services: what is
added to the product is found by itself. Every page is then drawn for a coordinator and a partner,
and opened in Chromium, with the policy of the page and without any: the policy is the second wall,
and must have nothing to do. A text has run when it called `ran`, or when it became an element, an
attribute or an address that could.

Source: OWASP ASVS 5.0.0, 1.2.1 to 1.2.3 and 3.2.2.
"""

import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import String, Text, text
from sqlalchemy.exc import DBAPIError

from app.kernel.codes import Code
from app.kernel.db import Base
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.house.sources import say
from tests.support.matrix import NOTHING, Asker, questions
from tests.support.payloads import CALL, payloads

pytestmark = pytest.mark.browser
READERS = ("anna", "bram")
OWN_WORDS = frozenset(
    {
        *("organisation.code", "organisation.kind", "organisation.mail_domain"),
        *("organisation.highest_classification", "identity_provider.slug", "log_entry.action"),
        *("identity_provider.issuer", "identity_provider.discovery_url", "log_entry.object_kind"),
        *("identity_provider.client_id", "signing_key.purpose", "log_checkpoint.note"),
        *(
            "workspace.ref",
            "workspace.template",
            "workspace.mode",
            "person.subject",
            "person.login",
        ),
        *("person.language", "person.scheme", "api_token.scope", "norm.level", "norm.aspect"),
        *("observation.subject_kind", "observation.kind", "observation_version.subject_kind"),
        *("observation_version.kind", "provider_change.slug", "provider_change.issuer"),
        *("provider_change.discovery_url", "provider_change.client_id", "report.status"),
        *("provider_change.public_key", "finding.aspect", "finding.judgement", "finding.status"),
        *("finding_version.aspect", "finding_version.judgement", "finding_version.status"),
        *("incident_term.code", "seat.field_name", "seat.status", "own_basis.workspace_ref"),
        *("score.judgement", "orphaned_blob.store", "sign_in_attempt.nonce", "fresh_sign_in.nonce"),
        *("sign_in_attempt.code_verifier", "sign_in_attempt.target", "sign_in_session.acr"),
        *("sign_in_session.provider_sid", "report_proof.stamped_by", "seat_voice.status"),
        *("influence.capacity", "influence.outcome", "scoring.consensus", "norm.parent_code"),
        *("dissenting_view.judgement", "redaction_mark.ground", "blacked_passage.ground"),
    }
)
"""Columns of text in which only words, codes and ids of ours stand: another text breaks a page."""
OWN_NAMES = {"audience", "blob_id", "media_type", "match_key", "ref", "report_ref", "legal_basis"}
"""The same, in whatever table."""
MARK = CALL.partition("{")[0]
AT_ONCE = 40
"""Texts in one value, where so many fit."""
HOST = "http://localhost"
LISTEN = "window.told = []; window.ran = (number) => { window.told.push(number); };"
LOOK = """(mark) => {
  const found = window.told.map((number) => `ran ${number}`);
  const runs = /^(javascript|vbscript|data:text|data:image.svg)/i;
  for (const each of document.querySelectorAll("*")) {
    const holds = (name) => each.getAttribute(name).includes(mark);
    for (const { name, value } of each.attributes) {
      if (/^on/i.test(name) && holds(name)) found.push(`${name} of ${each.tagName}`);
      if (/^(data-)?hx-/i.test(name) && holds(name)) found.push(`${name} of ${each.tagName}`);
      if (name === "srcdoc" && holds(name)) found.push(name);
      if (runs.test(value.replace(/[\\s\\0]/g, "")) && holds(name)) found.push(`${name}=${value}`);
    }
    if (/^(script|style|iframe|object|embed|base|template|math)$/i.test(each.tagName)
        && each.outerHTML.includes(mark)) found.push(each.tagName);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def askers(scene):
    return {who: Asker(scene, who) for who in READERS}


def columns():
    """Every column in which somebody's text may stand."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, String | Text) and not isinstance(column.type, Code)
            is_ours = column.name in OWN_NAMES or f"{table.name}.{column.name}" in OWN_WORDS
            if is_text and not (is_ours or column.foreign_keys or column.primary_key):
                yield table, column


def fill(scene, texts):
    """Put texts into every column; return those that took one, and those that refused all."""
    taken, refused = [], []
    with scene.transaction.as_owner() as owner:
        for table in Base.metadata.sorted_tables:
            owner.execute(text(f"alter table {table.name} disable trigger user"))
        for number, (table, column) in enumerate(columns()):
            turned = texts[number % len(texts) :] + texts[: number % len(texts)]
            took = any(put(owner, table.name, column.name, each) for each in tries(turned))
            (taken if took else refused).append(f"{table.name}.{column.name}")
    return taken, refused


def tries(texts):
    """What to put in a column, the longest first: many texts, one, a short one."""
    for count in (AT_ONCE, 10, 3, 1):
        yield " ".join(texts[:count])
    yield f"<b onclick={MARK}0)>"


def put(owner, table, column, value):
    """Change a column of every row that has something there; each row another end."""
    for where in (f"{column} is not null and {column} <> ''", "true"):
        point = owner.begin_nested()
        try:
            done = owner.execute(
                text(
                    f"update {table} set {column} = :value || ' ' || substr(md5(ctid::text), 1, 4)"
                    f" where {where}"
                ),
                {"value": value},
            )
        except DBAPIError:
            point.rollback()
            return False
        point.commit()
        if done.rowcount:
            return True
    return False


def pages(application, askers, *, all_of_them):
    """Each page in which such a text stands: of each route one, or all of them, to everybody."""
    seen = set()
    for who, asker in askers.items():
        for each in questions(application):
            is_asked = each.method == "GET" and each.thing != NOTHING and not each.is_crossed
            if not is_asked or (each.rule.endpoint in seen and not all_of_them):
                continue
            answer = asker.ask(each)
            assert answer.status_code < 500, f"{each}: is there a column for OWN_WORDS?"
            if answer.mimetype == "text/html" and MARK in answer.get_data(as_text=True):
                seen.add(each.rule.endpoint)
                yield f"{who}: {each}", answer


class Screen:
    """A window of Chromium that is shown pages of ours, with their policy or without."""

    def __init__(self, window, application):
        self.page, self.client = window.new_page(), application.test_client()
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", lambda dialog: dialog.dismiss())
        self.page.route("**/*", self._answer)
        self.shown, self.files = {}, {}

    def _answer(self, route):
        path = route.request.url.removeprefix(HOST)
        if path in self.shown:
            body, headers = self.shown[path]
            route.fulfill(body=body, headers=headers)
        elif path.startswith("/static/") and path.endswith(".js"):
            if path not in self.files:
                with self.client.get(path) as got:
                    self.files[path] = got.get_data(), got.content_type
            body, kind = self.files[path]
            route.fulfill(body=body, content_type=kind)
        else:
            route.fulfill(status=404, body="", content_type="text/html")

    def faults_of(self, body, headers):
        """Show one page, and say what became of the texts in it."""
        self.shown = {"/shown": (body, headers)}
        self.page.goto(f"{HOST}/shown")
        return self.page.evaluate(LOOK, MARK)


@contextmanager
def screening(application):
    """Open a window; not before the pages are drawn, some of which need a loop of their own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS)
        )
        window = chromium.new_context()
        window.set_default_timeout(15_000)
        yield Screen(window, application)
        chromium.close()


def headers_of(answer, *, with_policy):
    """The headers of an answer; without the policy everything may run."""
    told = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return {
        name: value
        for name, value in told.items()
        if with_policy or name != "Content-Security-Policy"
    }


def shown(application, drawn, *, with_policy_each=1):
    """Show pages without a policy, and some or all of them with; return what ran or could."""
    faults = []
    with screening(application) as screen:
        for number, (asked, answer) in enumerate(drawn):
            for with_policy in (False, True)[: 1 if number % with_policy_each else 2]:
                headers = headers_of(answer, with_policy=with_policy)
                found = screen.faults_of(answer.get_data(), headers)
                faults += [f"{asked}: {each}" for each in found]
    return faults


def test_the_texts_are_many_and_differ():
    made = payloads()

    assert len(set(made)) == len(made) == 1_500
    assert sum(MARK in each for each in made) > 1_300


def test_a_page_that_took_them_as_markup_would_be_seen(application):
    """The proof that the sentinel hears, and that the policy is a wall of its own."""
    raw = "".join(f"<p>{each}</p>" for each in payloads(510))
    kind, policy = {"Content-Type": "text/html"}, "script-src 'nonce-abcdefgh'"
    with screening(application) as screen:
        without = screen.faults_of(raw, kind)
        behind = screen.faults_of(raw, {**kind, "Content-Security-Policy": policy})

    assert len({each for each in without if each.startswith("ran ")}) > 20, without
    assert len(without) > 60
    assert not [each for each in behind if each.startswith("ran ")]


def test_no_text_runs_at_somebody_elses(application, scene, askers):
    with scene.transaction.undone():
        taken, _refused = fill(scene, payloads())
        drawn = list(pages(application, askers, all_of_them=False))

    faults = shown(application, drawn, with_policy_each=10)
    assert not faults, say("It runs, or could:", faults)
    assert (len(taken) > 95, len(drawn) > 180) == (True, True), (len(taken), len(drawn))


@pytest.mark.torture
@pytest.mark.parametrize("start", range(0, 1_500, AT_ONCE))
def test_none_of_the_texts_runs_anywhere(application, scene, askers, start):
    texts = payloads()
    with scene.transaction.undone():
        fill(scene, texts[start:] + texts[:start])
        drawn = list(pages(application, askers, all_of_them=True))

    faults = shown(application, drawn)
    assert not faults, say("It runs, or could:", faults)
    assert len(drawn) > 200
