"""A piece of a page is drawn once for equal values, and never knows who is answered."""

from uuid import UUID

import pytest
from markupsafe import Markup, escape

from app.kernel.errors import HouseFault
from app.kernel.web import drawing, headers, keeping, tokens
from app.kernel.web.keeping import Pattern


@pytest.fixture
def drawn():
    """Count what is drawn."""
    return []


@pytest.fixture
def draw(drawn):
    def paragraph(*values):
        drawn.append(values)
        return f"<p>{escape(values[0])} {headers.csp_nonce()} {tokens.make_form_key()}</p>"

    return paragraph


def test_equal_values_are_drawn_once_and_filled_each_time(app, drawn, draw):
    shown = []
    for _answer in range(2):
        with app.test_request_context():
            shown.append(keeping.filled(keeping.kept(draw, "Bram")))
            assert headers.csp_nonce() in shown[-1]

    assert len(drawn) == 1
    assert shown[0] != shown[1]
    assert all(each.startswith("<p>Bram ") for each in shown)


def test_a_kept_piece_in_another_has_nothing_of_the_first_answer(app, draw):
    """Whoever came first would else give a token of theirs to all others."""

    def around(name):
        return f"<div>{keeping.filled(keeping.kept(draw, name))}</div>"

    for _answer in range(2):
        with app.test_request_context():
            shown = keeping.filled(keeping.kept(around, "Anna"))
            assert shown.startswith(f"<div><p>Anna {headers.csp_nonce()} ")


def test_a_text_is_never_shown_as_the_markup_that_reads_the_same(app, draw):
    with app.test_request_context():
        trusted = keeping.filled(keeping.kept(draw, Markup("<b>!</b>")))
        typed = keeping.filled(keeping.kept(draw, "<b>!</b>"))

    assert trusted.startswith("<p><b>!</b>")
    assert typed.startswith("<p>&lt;b&gt;!&lt;/b&gt;")


@pytest.mark.parametrize("template", ["base.html", "layout/_notices.html"])
def test_a_kept_piece_may_not_know_the_request(app, template):
    with app.test_request_context(), pytest.raises(HouseFault):
        drawing.draw_kept(template, dict)


def test_what_is_known_of_the_request_is_refused_only_while_keeping(app, draw):
    with app.test_request_context("/privacy"):
        with pytest.raises(HouseFault):
            keeping.kept(lambda: keeping.refuse_to_keep("anything") or "")
        keeping.refuse_to_keep("anything")


def test_a_pattern_escapes_what_fills_it():
    pattern = Pattern(f"<td>{Pattern.gap('title')}</td><td>{Pattern.gap('moment')}</td>")

    filled = pattern.fill(title="<script>", moment=Markup("<time>"), unused="x")

    assert filled == Markup("<td>&lt;script&gt;</td><td><time></td>")
    with pytest.raises(KeyError):
        pattern.fill(title="a")


def test_a_kept_pattern_gets_what_differs_by_answer_and_leaves_open_what_differs_by_line(app):
    def line(*_values):
        return f"<p>{headers.csp_nonce()} 100 % {Pattern.gap('title')}</p>"

    with app.test_request_context():
        pattern = Pattern(keeping.kept(line, "a list"))
        nonce = headers.csp_nonce()

        assert pattern.fill(title="a & b") == Markup(f"<p>{nonce} 100 % a &amp; b</p>")
        assert pattern.fill(title="c") == Markup(f"<p>{nonce} 100 % c</p>")


class Loud(int):
    def __str__(self) -> str:
        return "<script>"


@pytest.mark.parametrize("value", [Loud(3), "<script>", UUID(int=5), 7])
def test_what_is_no_plain_number_or_id_is_escaped(value):
    filled = Pattern(Pattern.gap("it")).fill(it=value)

    assert filled == escape(str(value))
    assert "<" not in filled


def test_nobody_can_type_a_gap():
    pattern = Pattern(Pattern.gap("title"))
    typed = pattern.fill(title="title; -title; {title} %(title)s")

    assert pattern.fill(title=typed) == typed
