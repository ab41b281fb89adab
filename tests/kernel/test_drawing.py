"""Words are in a template when it is compiled: the same text, in each language, at no cost."""

import pytest
from jinja2 import nodes
from psycopg import _queries
from sqlalchemy import text

from app.kernel.driver import LONGEST_READ_ONCE
from app.kernel.web.drawing import KEY, templates
from app.kernel.web.house import house_of


@pytest.fixture
def dutch(app):
    return app.extensions[KEY]["nl"]


@pytest.mark.parametrize(
    ("source", "nl", "en"),
    [
        ('{{ _("Documents") }}', "Documenten", "Documents"),
        ("{{ _('Documents') | upper }}", "DOCUMENTEN", "DOCUMENTS"),
        ('{{ _("Documents").upper() }}', "DOCUMENTEN", "DOCUMENTS"),
        ('{{ _("Documents") ~ "<" }}', "Documenten&lt;", "Documents&lt;"),
        ('{{ _("Documents") if true else _("Tasks") }}', "Documenten", "Documents"),
        ('{{ _("today %(time)s", time="<9") }}', "vandaag &lt;9 uur", "today &lt;9"),
        ('{{ ngettext("%(num)d byte", "%(num)d bytes", 2) }}', "2 bytes", "2 bytes"),
        ('{{ _("nobody ever wrote this") }}', "nobody ever wrote this", "nobody ever wrote this"),
        ('{% set _x = _("Documents") %}{{ _x }}', "Documenten", "Documents"),
    ],
)
def test_a_sentence_is_what_it_was(app, source, nl, en):
    for language, expected in (("nl", nl), ("en", en)):
        environment = app.extensions[KEY][language].overlay(autoescape=True)
        assert environment.from_string(source).render() == expected


def test_a_sentence_without_values_is_not_asked_any_more(dutch):
    tree = dutch.parse('{{ _("Documents") }} {{ _("today %(time)s", time=1) }}')

    assert [each.args[0].value for each in tree.find_all(nodes.Call)] == ["today %(time)s"]


def test_the_language_of_the_answer_chooses(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert templates() is app.extensions[KEY]["en"]
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert templates() is app.extensions[KEY]["nl"]


def test_what_pages_ask_stays_prepared(application):
    """After a rollback the driver would forget; every page ends its reading without one.

    Each connection prepares for itself, and the pool hands them out in turn: earlier tests must
    have left no second one in it.
    """
    house_of(application).database.dispose()
    visitor = application.test_client()
    for _time in range(5):
        assert visitor.get("/login").status_code == 200

    with house_of(application).database.engine.connect() as connection:
        prepared = connection.exec_driver_sql("select statement from pg_prepared_statements")
        assert any("identity_provider" in each.statement for each in prepared)


def test_a_statement_as_long_as_a_list_asks_is_read_for_its_parameters_once(application):
    """The driver's own limit is shorter; it is a name inside the driver, which may move."""
    before = _queries._query2pg.cache_info().hits
    with house_of(application).database.engine.connect() as connection:
        for number in range(3):
            asked = text("select :a +" + " " * (LONGEST_READ_ONCE - 40) + ":a")
            connection.execute(asked, {"a": number}).scalar_one()

    assert _queries._query2pg.cache_info().hits >= before + 2
