"""A person at a browser: signs in at the own provider with real clicks."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from playwright.sync_api import TimeoutError as TookTooLong

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async runOnly => {
  const result = await axe.run(document, {runOnly, resultTypes: ['violations']});
  const shown = nodes => nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' || ');
  return result.violations.map(found => `${found.id}: ${found.help} | ${shown(found.nodes)}`);
}"""
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL = {"type": "tag", "values": STANDARDS}
OF_COLOURS = {"type": "rule", "values": ("color-contrast", "link-in-text-block")}
"""What may be otherwise in dark colours; all else is of what stands there, and is the same."""
WIDTHS = (1280, 320)
"""A desk and a telephone."""
COMPLAINTS = ("error", "warning")
SHOT_TRIES, SHOT_LIMIT_MS = 4, 8_000


@dataclass(slots=True)
class PersonAtBrowser:
    """One of the sample people, in a window of their own."""

    context: BrowserContext
    login: str
    organisation: str
    page: Page = field(init=False)
    faults: list[str] = field(default_factory=list)
    """What the browser complained about: scripts, policy, missing files."""

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

        # No method: the driver hangs a mark on whose method it is, and slots have no room.
        def hear(said: ConsoleMessage) -> None:
            if said.type in COMPLAINTS:
                self.faults.append(said.text)

        self.page.on("console", hear)

    def sign_in(self, *, by_address: str | None = None) -> None:
        """Choose the organisation or type the work address; then choose oneself."""
        self.page.goto("/login")
        if by_address:
            self.page.get_by_label("E-mailadres van je werk").fill(by_address)
            self.page.get_by_role("button", name="Verder naar mijn organisatie").click()
        else:
            self.page.locator(f'.sz-pick a[href*="organisation={self.organisation}"]').click()
        self.choose_oneself()

    def choose_oneself(self) -> None:
        """Press one's own button at the provider's page."""
        self.page.locator(f'form:has(input[name="login"][value="{self.login}"]) button').click()

    def shoot(self, folder: Path, name: str) -> None:
        """Make a screenshot of the whole page.

        The caret stays as it is: the driver's own style for it would break our policy. A browser
        without a screen sometimes draws no frame when asked for a picture; it is then asked again.
        """
        self.page.evaluate("scrollTo(0, 0)")
        for left in reversed(range(SHOT_TRIES)):
            try:
                self.page.screenshot(
                    path=folder / f"{name}.png",
                    full_page=True,
                    caret="initial",
                    timeout=SHOT_LIMIT_MS,
                )
            except TookTooLong:
                if not left:
                    raise
                sys.stderr.write(f"No picture of {name} at {self.page.url} yet.\n")
                self.page.bring_to_front()
            else:
                return


def axe_violations(page: Page) -> list[str]:
    """Run axe-core on the page as it stands (WCAG 2.2 A and AA, and best practices).

    It is looked at in light colours, and once more for its colours in dark ones.
    """
    source = AXE.read_text()
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": source})
    session.detach()
    page.emulate_media(color_scheme="light")
    found: list[str] = page.evaluate(RUN_AXE, ALL)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark, {each}" for each in page.evaluate(RUN_AXE, OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    return found


def page_faults(page: Page) -> list[str]:
    """Say what is wrong with the page as it stands: for axe, or that it scrolls sideways."""
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return axe_violations(page) + (["scrolls sideways"] if sideways else [])


def shoot_both(page: Page, folder: Path, name: str) -> None:
    """Make a screenshot of the whole page in light and in dark colours."""
    for scheme, shade in (("dark", "donker"), ("light", "licht")):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=folder / f"{name}-{shade}.png", full_page=True, caret="initial")
