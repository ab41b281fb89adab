"""The main job, end to end, with real clicks: seven steps by six people.

`walk()` does it once; tests look at what came of it. Each step leaves a screenshot, and the
addresses a person was at are kept, so that every page can be looked at again (small, dark).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import PersonAtBrowser

REF = "JJI-2026-0001"
PLACE = f"/workspaces/{REF}"
DOCUMENT = "Observaties leefgroepen"
FINDING = "Nachtdienst is niet altijd dubbel bezet"
REPORT = "Tussenrapport De Meerkoet"
SEEN = """In **6 van 14** nachten stond één groepsleider alleen op de groep.

- Noord: vier nachten
- Zuid: twee nachten
"""
CAST = {
    "burak": ("b.demirtas", "igj"),
    "pieter": ("p.brinkman", "ivho"),
    "frank": ("f.janmaat", "nvwa"),
    "ruben": ("r.hoogveld", "ijenv"),
    "wilma": ("w.oosterling", "ijenv"),
    "carolien": ("c.haverkort", "igj"),
}


@dataclass(slots=True)
class Walk:
    """What happened so far."""

    new_window: Callable[..., BrowserContext]
    shots: Path
    people: dict[str, PersonAtBrowser] = field(default_factory=dict)
    visited: dict[str, list[str]] = field(default_factory=dict)
    """Addresses by person, in order."""
    report_path: str = ""
    fingerprint: str = ""
    pdf: Path = Path()

    def person(self, who: str) -> PersonAtBrowser:
        """Return one of the cast at a browser of their own, signed in."""
        if who not in self.people:
            login, organisation = CAST[who]
            self.people[who] = PersonAtBrowser(self.new_window(), login, organisation)
            self.people[who].sign_in()
        return self.people[who]

    def open(self, who: str, path: str, shot: str = "") -> Page:
        """Let a person open a page, remember it, and take its picture."""
        page = self.person(who).page
        page.goto(path)
        return self.here(who, shot)

    def here(self, who: str, shot: str = "") -> Page:
        """Remember where a person is now, and take a picture."""
        person = self.person(who)
        address = "/" + person.page.url.split("/", 3)[3]
        if address not in self.visited.setdefault(who, []):
            self.visited[who].append(address)
        if shot:
            person.shoot(self.shots, shot)
        return person.page


def walk(new_window: Callable[..., BrowserContext], shots: Path) -> Walk:
    """Do the seven steps."""
    story = Walk(new_window, shots)
    for step in (
        burak_signs_in,
        burak_shares_a_document,
        pieter_sees_it_and_frank_nothing,
        ruben_asks_and_writes,
        ruben_builds_and_freezes,
        carolien_cannot_sign_without_signing_in_again,
        wilma_and_carolien_sign,
        everybody_reads_the_log,
    ):
        step(story)
    return story


def burak_signs_in(story: Walk) -> None:
    """Step 1: he types his address, signs in at IGJ, and lands on Mijn werk."""
    login, organisation = CAST["burak"]
    burak = PersonAtBrowser(story.new_window(), login, organisation)
    story.people["burak"] = burak
    burak.page.goto("/login")
    burak.shoot(story.shots, "01-inloggen")
    burak.sign_in(by_address="burak.demirtas@igj.example")
    page = story.here("burak", "02-mijn-werk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")
    expect(page.get_by_text("Bevinding behandelaanbod afronden").first).to_be_visible()


def burak_shares_a_document(story: Walk) -> None:
    """Step 2: he brings a document in and gives IvhO sight until a day, on a legal basis."""
    page = story.open("burak", PLACE, "03-werkgroep-jji")
    for words in ("Doel en grondslag", "JEUGD-TOEZICHT", "Wederhoor", "Ruben Hoogveld"):
        expect(page.get_by_text(words).first).to_be_visible()
    page = story.open("burak", f"{PLACE}/documents", "04-documenten")
    page.locator("#documents-upload input[type=file]").set_input_files(_observations(story))
    row = page.get_by_role("link", name=DOCUMENT).first
    expect(row).to_be_visible()
    story.here("burak", "05-document-geplaatst")
    row.click()
    story.here("burak")
    _share_with_ivho(story, page)


def _observations(story: Walk) -> Path:
    """Return the file he has on his computer."""
    from app.demo.files import FileMaker
    from app.demo.providing import monday_of
    from app.demo.sample import SHIPPED_FOLDER, load_sample

    sample = load_sample(SHIPPED_FOLDER, monday_of(date.today()))
    path = story.shots.parent / f"{DOCUMENT}.pdf"
    path.write_bytes(FileMaker(sample).make("D01").content)
    return path


def _share_with_ivho(story: Walk, page: Page) -> None:
    page.get_by_role("link", name="Wijzig wie dit kan zien").click()
    page.get_by_role("link", name=re.compile("IvhO")).last.click()
    form = page.locator("#documents-rule")
    form.get_by_label("Bekijken op scherm").check()
    until = date.today() + timedelta(days=60)
    form.get_by_label(re.compile("Tot en met")).fill(until.isoformat())
    form.get_by_label("Grondslag").select_option("JEUGD-TOEZICHT")
    form.get_by_label(re.compile("Waarvoor|Doel")).fill(
        "Onderwijstijd vergelijken met het dagprogramma"
    )
    form.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(page.locator("#documents-impact")).to_contain_text("Pieter Brinkman")
    story.here("burak", "06-regel-voor-ivho")
    form.get_by_role("button", name="Regel opslaan").click()
    expect(page.get_by_text(re.compile("IvhO.*(ziet|zien)")).first).to_be_visible()
    story.here("burak", "07-wie-kan-dit-zien")


def pieter_sees_it_and_frank_nothing(story: Walk) -> None:
    """Step 3: IvhO sees that document and not the treatment files; NVWA finds no trace."""
    page = story.open("pieter", f"{PLACE}/documents", "08-ivho-ziet")
    expect(page.get_by_role("link", name=DOCUMENT).first).to_be_visible()
    expect(page.get_by_text("Behandeldossiers")).to_have_count(0)
    page.get_by_role("link", name=DOCUMENT).first.click()
    story.here("pieter", "09-ivho-leest")
    page = story.open("frank", "/workspaces")
    expect(page.get_by_text("JJI")).to_have_count(0)
    answer = story.person("frank").page.goto(PLACE)
    assert answer is not None
    assert answer.status == 404
    story.here("frank", "10-niet-gevonden")


def ruben_asks_and_writes(story: Walk) -> None:
    """Step 4, first half: a task for NLA with a deadline, and a finding with evidence."""
    page = story.open("ruben", f"{PLACE}/tasks/new")
    page.get_by_label("Wat moet er gebeuren").fill("Roosters van de nachtdienst aanleveren")
    choice = page.get_by_label("Wie doet het")
    value = choice.locator(
        "option", has_text=re.compile("Arbeidsinspectie|NLA")
    ).first.get_attribute("value")
    choice.select_option(value)
    due = date.today() + timedelta(days=14)
    page.get_by_label(re.compile("Uiterlijk op")).fill(due.isoformat())
    page.get_by_role("button", name="Taak vragen").click()
    expect(
        page.get_by_role("link", name="Roosters van de nachtdienst aanleveren").first
    ).to_be_visible()
    story.here("ruben", "11-taak-voor-nla")
    _write_finding(story)


def _write_finding(story: Walk) -> None:
    page = story.open("ruben", f"{PLACE}/findings/new")
    page.get_by_label("Bevinding in één zin").fill(FINDING)
    page.get_by_label("Norm", exact=True).select_option(index=1)
    page.get_by_label("Wat we zagen").fill(SEEN)
    page.get_by_label("Oordeel", exact=True).select_option("not_met")
    page.get_by_label("Aspect", exact=True).select_option("resources")
    page.locator("#evidence").get_by_label(re.compile("Gespreksverslagen")).check()
    page.locator("#evidence").get_by_label(re.compile("Personeelsrooster")).check()
    story.here("ruben", "12-bevinding-schrijven")
    page.get_by_role("button", name="Bevinding opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(FINDING)
    page.get_by_role("button", name=re.compile("definitief", re.IGNORECASE)).click()
    expect(page.get_by_text("Definitief").first).to_be_visible()
    story.here("ruben", "13-bevinding")


def ruben_builds_and_freezes(story: Walk) -> None:
    """Step 4, second half: a report of two findings, frozen to a PDF with a fingerprint."""
    page = story.open("ruben", f"{PLACE}/reports/new")
    page.get_by_label("Titel van het rapport").fill(REPORT)
    for title in (FINDING, "Dagprogramma haalt op 2 van 4 groepen het minimum niet"):
        page.locator("#chapters").get_by_label(re.compile(re.escape(title))).first.check()
    page.get_by_label("Inleiding").fill("Dit tussenrapport gaat over bezetting en dagprogramma.")
    for office in ("plv. hoofdinspecteur", "hoofdinspecteur jeugd"):
        seat = page.locator("#seats .sz-pick", has_text=office).first
        seat.locator("input[type=checkbox]").first.check()
        seat.get_by_label(re.compile("Verplicht")).check()
    story.here("ruben", "14-rapport-samenstellen")
    page.get_by_role("button", name="Concept opslaan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(REPORT)
    story.report_path = "/" + page.url.split("/", 3)[3]
    page.locator("#reports-freeze button").first.click()
    expect(page.locator(".sz-hash").first).to_be_visible()
    page = story.open("ruben", story.report_path, "15-rapport-vastgezet")
    story.fingerprint = _fingerprint(page)


def _fingerprint(page: Page) -> str:
    """Read the fingerprint off the screen."""
    found = re.sub(r"\s", "", page.locator(".sz-hash").first.inner_text())
    assert re.fullmatch(r"[0-9a-f]{64}", found), found
    return found


def carolien_cannot_sign_without_signing_in_again(story: Walk) -> None:
    """Step 7: without a mandate, or without signing in anew, nobody signs; the page says why."""
    page = story.open("pieter", f"{story.report_path}/sign", "16-geen-mandaat")
    expect(
        page.get_by_text(
            re.compile(
                "(kunt hier niet tekenen|kan niet tekenen|geen ondertekenplaats|geen plaats)"
            )
        ).first
    ).to_be_visible()
    page = story.open("carolien", f"{story.report_path}/sign")
    page.goto(f"{story.report_path}/sign/complete?ticket=01a20940-d817-720f-ab41-1ea168b4317a")
    expect(page.get_by_text(re.compile("opnieuw", re.IGNORECASE)).first).to_be_visible()
    story.person("carolien").shoot(story.shots, "17-niet-opnieuw-ingelogd")


def wilma_and_carolien_sign(story: Walk) -> None:
    """Step 5: each sees the very PDF and the mandate, signs in anew, and signs."""
    for number, (who, mandate) in enumerate(
        (("wilma", "JEUGD-2026-04"), ("carolien", "IGJ-2026-07"))
    ):
        page = story.open(who, f"{story.report_path}/sign", f"{18 + number}-ondertekenen-{who}")
        expect(page.get_by_text(mandate).first).to_be_visible()
        assert _fingerprint(page) == story.fingerprint
        page.get_by_label("Ondertekenen", exact=True).check()
        page.get_by_label(re.compile("gelezen")).check()
        page.get_by_role("button", name=re.compile("Opnieuw inloggen")).click()
        story.person(who).choose_oneself()
        expect(page.get_by_text(re.compile("[Gg]etekend")).first).to_be_visible()
        story.here(who)
    page = story.open("carolien", story.report_path)
    _wait_for_seals(page)
    story.here("carolien", "20-vastgesteld")
    _download(story, page)


def _wait_for_seals(page: Page) -> None:
    """Look again until the worker has placed the last seal."""
    adopted = page.locator(".sz-head").get_by_text("Vastgesteld").first
    for _look in range(40):
        if adopted.is_visible():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(adopted).to_be_visible()


def _download(story: Walk, page: Page) -> None:
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    story.pdf = story.shots.parent / "rapport.pdf"
    started.value.save_as(story.pdf)


def everybody_reads_the_log(story: Walk) -> None:
    """Step 6: who has sight of it reads who did what."""
    page = story.open("carolien", f"{PLACE}/log", "21-logboek")
    lines = page.locator(".sz-log")
    for words in ("Wilma Oosterling", "Carolien Haverkort", "Ruben Hoogveld", FINDING, REPORT):
        expect(lines.get_by_text(words).first).to_be_visible()
    story.open("carolien", f"{PLACE}/log/verification")
    story.open("ruben", f"{PLACE}/members/impact?organisation=nla")
    page = story.open("pieter", f"{PLACE}/log?before=60")
    expect(page.locator(".sz-log .is-hidden").first).to_be_visible()
    expect(page.get_by_text("Behandeldossiers")).to_have_count(0)
