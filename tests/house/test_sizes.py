"""How long things may be. A thing that is too long tells two stories: cut it in two."""

import ast

from tests.house.sources import ROOT, Source, decorators, functions, python_sources, say, templates

MODULE, FUNCTION, VIEW, TEST, TEMPLATE = 400, 60, 30, 40, 200


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, less the docstring: explaining is never too long."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def limit_for(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The limit for this function, by what it is."""
    if source.room in {"views", "api"} and "route" in decorators(function):
        return VIEW
    if source.name.startswith("tests/") and function.name.startswith("test_"):
        return TEST
    return FUNCTION


def test_no_module_passes_400_lines():
    faults = [
        f"{source.name}: {count} lines"
        for source in python_sources("app", "config", "tests", "migrations")
        if (count := source.text.count("\n")) > MODULE
    ]

    assert not faults, say("Make a folder of the same name and split it by verb family:", faults)


def test_no_function_passes_its_limit():
    # A migration is a list of tables, not a story; its module limit is enough.
    faults = [
        f"{source.at(function)} {function.name}: {count} lines, limit {limit}"
        for source in python_sources("app", "config", "tests")
        for function in functions(source)
        if (count := lines_of(function)) > (limit := limit_for(source, function))
    ]

    assert not faults, say(
        "Cut the function where a comment would separate two paragraphs:", faults
    )


def test_no_template_passes_200_lines():
    faults = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in templates()
        if (count := path.read_text(encoding="utf-8").count("\n")) > TEMPLATE
    ]

    assert not faults, say(
        "Move a part to a region (_name.html) or a macro in components/:", faults
    )
