"""Migrations: numbered by hand, without forks, independent of the code of today."""

import ast
import re

from tests.house.sources import Source, python_sources, say

NAME = re.compile(r"^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.py$")


def steps() -> list[Source]:
    """The migrations, in order."""
    return list(python_sources("migrations/versions"))


def assigned(source: Source, name: str) -> object:
    """The constant that a migration gives to a name at its top."""
    for node in source.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.literal_eval(node.value)
    return None


def test_each_is_named_by_number_and_subject_without_gaps():
    names = [source.path.name for source in steps()]
    numbers = [match[1] for name in names if (match := NAME.match(name))]

    rule = "Name a migration NNNN_what_changes.py, next after the last (make migration NAME=…):"
    assert numbers == [f"{number:04d}" for number in range(1, len(names) + 1)], say(rule, names)


def test_each_follows_the_one_before_it():
    chain = [
        (assigned(source, "revision"), assigned(source, "down_revision")) for source in steps()
    ]
    numbers = [source.path.name[:4] for source in steps()]

    expected = list(zip(numbers, [None, *numbers], strict=False))
    assert chain == expected, "revision is the number of the file, down_revision the one before it"


def test_none_imports_the_application():
    faults = [
        source.at(node)
        for source in steps()
        for node in ast.walk(source.tree)
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] in {"app", "config"}
        )
        or (isinstance(node, ast.Import) and any(a.name.split(".")[0] == "app" for a in node.names))
    ]

    rule = "A migration must still run when the code has changed; define the table it needs in it:"
    assert not faults, say(rule, faults)


def test_each_says_why_and_how_it_is_deployed():
    faults = [
        f"{source.name}: {heading!r} is missing from the docstring"
        for source in steps()
        for heading in ("Why:", "Deploy order", "On the way back:")
        if heading not in (ast.get_docstring(source.tree) or "")
    ]

    assert not faults, say("Tell in the docstring why, the deploy order, and the way back:", faults)


SAYS_SO_FROM = "0121"


def test_each_says_whether_older_code_works_after_it():
    silent = [
        source.path.name
        for source in steps()
        if source.path.name[:4] >= SAYS_SO_FROM
        and not isinstance(assigned(source, "FITS_OLDER_CODE"), bool)
    ]

    rule = "Say FITS_OLDER_CODE = True or False: a machine that still runs older code asks for it:"
    assert not silent, say(rule, silent)
