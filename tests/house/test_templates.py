"""Pages and regions: what htmx replaces has an id; pages work without scripts."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from tests.house.sources import ROOT, say, templates

SHARED = {"components", "layout", "errors"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DYNAMIC = "{…}"
_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_SCRIPTED = re.compile(r"on[a-z]+")


class Reader(HTMLParser):
    """Reads the elements of a template, and which of them stand at the top."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.roots: list[dict[str, str]] = []
        self._open: list[str] = []
        self.feed(_JINJA.sub(lambda found: DYNAMIC if found[0].startswith("{{") else "", text))

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if not self._open:
            self.roots.append(attributes)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        while tag in self._open and self._open.pop() != tag:
            pass


def name_of(path: Path) -> str:
    """The name that is used in render and include."""
    return path.relative_to(ROOT / "templates").as_posix()


@cache
def read(path: Path) -> Reader:
    """A template, read once."""
    return Reader(path.read_text(encoding="utf-8"))


def regions() -> list[Path]:
    """The files that htmx replaces a part of a page with."""
    return [
        path
        for path in templates()
        if path.name.startswith("_") and name_of(path).split("/")[0] not in SHARED
    ]


def test_a_region_has_one_root_with_the_id_of_its_file():
    faults = []
    for path in regions():
        feature, stem = name_of(path).split("/")[0], path.stem.removeprefix("_")
        wanted = f"{feature}-{stem}".replace("_", "-")
        ids = [root.get("id", "no id") for root in read(path).roots]
        if ids not in ([wanted], [f"{wanted}-{DYNAMIC}"]):
            faults.append(f"{name_of(path)} has {ids}, wanted one root with id {wanted!r}")

    assert not faults, say("Give the region one root element with the id feature-file:", faults)


def test_a_region_says_what_it_is_and_needs():
    faults = [
        name_of(path)
        for path in regions()
        if not path.read_text(encoding="utf-8").startswith("{# Region: ")
    ]

    assert not faults, say(
        "Begin with {# Region: what it shows. Needs: …. Optional: …. #}:", faults
    )


def test_a_region_is_included_by_a_page():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in templates())
    included = set(re.findall(r"{%-?\s*include\s+[\"']([^\"']+)", everything))
    faults = [name_of(path) for path in regions() if name_of(path) not in included]

    assert not faults, say("The full page includes the region that htmx gets:", faults)


def test_every_target_exists():
    ids = {
        attributes["id"]
        for path in templates()
        for _tag, attributes in read(path).elements
        if "id" in attributes
    }
    faults = [
        f"{name_of(path)} hx-target={target!r}"
        for path in templates()
        for _tag, attributes in read(path).elements
        for name in ("hx-target", "hx-target:inherited")
        if (target := attributes.get(name, "")).startswith("#")
        and target != f"#{DYNAMIC}"
        and target.removeprefix("#") not in ids
    ]

    assert not faults, say("No template has an element with this id:", faults)


def test_a_form_works_without_scripts():
    faults = [
        f"{name_of(path)} form {attributes.get('id', '')}"
        for path in templates()
        for tag, attributes in read(path).elements
        if tag == "form"
        and attributes.get("method") != "dialog"
        and not {"action", "method"} <= set(attributes)
    ]

    assert not faults, say("Give the form an action and a method, beside any hx-post:", faults)


def test_an_element_with_htmx_carries_the_nonce():
    faults = [
        f"{name_of(path)} <{tag} {' '.join(attributes)}>"
        for path in templates()
        for tag, attributes in read(path).elements
        if any(name.startswith("hx-") for name in attributes) and "hx-nonce" not in attributes
    ]

    assert not faults, say(
        'Add hx-nonce="{{ csp_nonce() }}", or hx-csp refuses the element:', faults
    )


def test_nothing_is_inline():
    faults = []
    for path in templates():
        for tag, attributes in read(path).elements:
            inline = [name for name in attributes if name == "style" or _SCRIPTED.fullmatch(name)]
            if tag == "style" or inline or (tag == "script" and "src" not in attributes):
                faults.append(f"{name_of(path)} <{tag} {' '.join(attributes)}>")

    rule = "The content policy refuses inline style and script; use static/css and static/js:"
    assert not faults, say(rule, faults)


def test_a_class_of_ours_stands_in_the_style_sheet():
    styles = (ROOT / "static" / "css" / "samenzicht.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.(sz-[\w-]+)", styles))
    faults = [
        f"{name_of(path)} {name}"
        for path in templates()
        for _tag, attributes in read(path).elements
        for name in attributes.get("class", "").split()
        if name.startswith("sz-") and DYNAMIC not in name and name not in known
    ]

    assert not faults, say(
        "These classes do nothing; give them a style, or leave them out:", faults
    )


def test_only_components_trust_a_text():
    faults = [
        name_of(path)
        for path in templates()
        if name_of(path).split("/")[0] != "components"
        and re.search(r"\|\s*safe\b", path.read_text(encoding="utf-8"))
    ]

    assert not faults, say("Only a macro in components/ may say |safe:", faults)


def test_a_template_does_not_ask_about_roles():
    asked = re.compile(r"{[{%][^}]*\b(?:role\s*==|is_coordinator|has_role)")
    faults = [
        name_of(path) for path in templates() if asked.search(path.read_text(encoding="utf-8"))
    ]

    assert not faults, say("Ask may.…, which comes from the same grants as the refusal:", faults)


def test_a_template_takes_no_name_of_the_frame():
    """What a page sets stands in the place of what the frame around it reads: its language went."""
    taken = re.compile(r"{%-?\s*set\s+(?:shell|facts|current)\b")
    faults = [
        name_of(path) for path in templates() if taken.search(path.read_text(encoding="utf-8"))
    ]

    assert not faults, say("base.html reads these of the frame; take another name:", faults)


def test_who_goes_on_through_a_list_can_go_back():
    """A pager with only "next" leaves who pressed it too often with the browser's own button."""
    ways_back = re.compile(r"\b(?:newer|newest|first)=")
    faults = [
        f"{name_of(path)}: {call}"
        for path in templates()
        for call in re.findall(r"{{ pager\(.*?\) }}", path.read_text(encoding="utf-8"))
        if "older=" in call and not ways_back.search(call)
    ]

    assert not faults, say("Give these pagers newer, newest or first:", faults)
