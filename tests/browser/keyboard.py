"""Somebody at a page with the keys alone: tab forth and back, arrows, space, enter, and typing.

The focus stays where the last step left it. It must be seen, must come further with every press,
and must not be gone after something on the same page changed; each of these fails the walk.

Source: WCAG 2.2, 2.1.1, 2.1.2, 2.4.3, 2.4.7 and 2.4.11.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

MOST_TABS, MOST_ARROWS, ROUNDS = 200, 30, 2

_BEFORE = """wanted => {
  const was = window.walkedHere;
  window.walkedHere = true;
  const at = document.activeElement, top = at === document.body;
  const back = !top && !!(at.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING);
  return {lost: top && !!was, back};
}"""
_AFTER = """wanted => {
  const at = document.activeElement;
  window.walkedTimes = at === window.walkedFrom ? window.walkedTimes + 1 : 0;
  window.walkedFrom = at;
  // A day has parts of its own: day, month, year and the calendar.
  const trapped = at !== document.body && window.walkedTimes > (at.type === 'date' ? 4 : 0);
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const part = window.walkedTimes > 0;
  const drawn = part || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  const within = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const inGroup = wanted.type === 'radio' && at.type === 'radio' && at.name === wanted.name;
  return {
    there: at === wanted, trapped, inGroup, top: at === document.body, seen: drawn && within,
    what: at.outerHTML.slice(0, 160),
  };
}"""


def go_to(page: Page, control: Locator) -> None:
    """Bring the focus to a control from where it is, forth or back, whichever is nearer."""
    expect(control).to_be_visible()
    before = control.evaluate(_BEFORE)
    assert not before["lost"], f"The focus was lost before {control}."
    page.evaluate("() => { window.walkedFrom = null }")
    rounds = 0
    for _tab in range(MOST_TABS):
        page.keyboard.press("Shift+Tab" if before["back"] else "Tab")
        at = control.evaluate(_AFTER)
        assert not at["trapped"], f"The focus does not come further than {at['what']}."
        assert at["top"] or at["seen"], f"It is not seen that the focus is at {at['what']}."
        if at["inGroup"] and not at["there"]:
            _choose_in_group(page, control)
            return
        if at["there"]:
            return
        rounds += at["top"]
        assert rounds < ROUNDS, f"{control} is not reached with the tab key."
    raise AssertionError(f"{control} is not reached with {MOST_TABS} tabs.")


def press(page: Page, control: Locator, key: str = "Enter") -> None:
    """Go to a control and press a key."""
    go_to(page, control)
    page.keyboard.press(key)


def write(page: Page, control: Locator, words: str) -> None:
    """Go to a field and type."""
    go_to(page, control)
    page.keyboard.type(words)
    expect(control).to_have_value(words)


def choose(page: Page, control: Locator, words: str) -> None:
    """Go to a list and walk its options until one has these words."""
    go_to(page, control)
    page.keyboard.press("Home")
    wanted = re.compile(re.escape(words))
    for _arrow in range(MOST_ARROWS):
        if wanted.search(control.evaluate("each => each.selectedOptions[0].textContent")):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"No option with {words}.")


def _choose_in_group(page: Page, control: Locator) -> None:
    """Within a group of choices the arrows go on."""
    for _arrow in range(MOST_ARROWS):
        page.keyboard.press("ArrowDown")
        if control.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{control} is not reached with the arrows.")
