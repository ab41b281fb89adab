"""The disclosure text: who gives what to whom, on which basis, for what; in Dutch, for the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from app.kernel.text import words_of
from app.sharing.models import Answer
from app.sharing.policy import Advice, Stop


def _(message: str, **values: object) -> str:
    """Write a sentence in Dutch, whoever asks: the text goes into a Dutch file."""
    sentence = str(words_of("nl").gettext(message))
    return sentence % values if values else sentence


def disclosure_text(
    facts: Mapping[str, Any], *, advice: Advice, day: date, until: date | None
) -> str:
    """Return the text to paste in the file.

    Args:
        facts: as they are kept beside it.
    """
    lines = [_title(advice), "", *_parties(facts, day), ""]
    match advice.answer:
        case Answer.YES:
            lines += [*_ground(facts, advice, until), "", *_handling(facts)]
        case Answer.FINDING:
            lines += [*_why_finding(advice), "", *_handling_of_finding(facts)]
        case Answer.NO:
            lines += list(_why_not(advice))
    return "\n".join(lines)


def _title(advice: Advice) -> str:
    return {
        Answer.YES: _("Disclosure of data"),
        Answer.FINDING: _("Disclosure as a finding only"),
        Answer.NO: _("No disclosure"),
    }[advice.answer]


def _parties(facts: Mapping[str, Any], day: date) -> Iterator[str]:
    document, workspace = facts["document"], facts["workspace"]
    yield _("Date: %(day)s", day=_day(day))
    yield _("From: %(name)s (%(short_name)s)", **facts["from"])
    yield _("To: %(name)s (%(short_name)s)", **facts["to"])
    yield _(
        "What: %(title)s, version %(version)s, fingerprint %(sha256)s",
        title=document["title"],
        version=document["version"],
        sha256=document["sha256"],
    )
    yield _("Kind of data: %(data)s", data=", ".join(facts["data"]))
    for each in document["special_data"]:
        yield _("Special data: %(data)s", data=_special(each))
    yield _("Workspace: %(ref)s, %(title)s", ref=workspace["ref"], title=workspace["title"])


def _ground(facts: Mapping[str, Any], advice: Advice, until: date | None) -> Iterator[str]:
    basis = advice.chosen
    if basis is None:
        return
    yield _("Basis: %(law)s, %(article)s", law=basis.law, article=basis.article)
    if basis.protocol:
        yield _("Agreed in: %(protocol)s", protocol=basis.protocol)
    yield _("Purpose of the disclosure: %(purpose)s", purpose=basis.purpose)
    yield _("Purpose of the workspace: %(purpose)s", purpose=facts["workspace"]["purpose"])
    if until is not None:
        yield _("Until and including: %(day)s", day=_day(until))


def _handling(facts: Mapping[str, Any]) -> Iterator[str]:
    giver, receiver = facts["from"]["short_name"], facts["to"]["short_name"]
    yield _("Handling:")
    yield "- " + _("%(receiver)s uses this only for the purpose above.", receiver=receiver)
    yield "- " + _(
        "%(receiver)s passes it on to nobody without the consent of %(giver)s.",
        receiver=receiver,
        giver=giver,
    )
    yield "- " + _("%(giver)s stays responsible for the source and corrects it.", giver=giver)
    if facts["document"]["classification"] == "dep_vertrouwelijk":
        yield "- " + _("Departmental confidential: only for who needs it, never by mail.")
    if facts["document"]["special_data"]:
        yield "- " + _(
            "Special data: only for the people who work on this, and in no search or mail."
        )
    if "police_data" in facts["document"]["special_data"]:
        yield "- " + _("Police data: each reading is recorded with its purpose (Wpg).")


def _why_finding(advice: Advice) -> Iterator[str]:
    if advice.carrying:
        yield _("No basis was chosen for giving the document itself.")
    else:
        yield _("No basis carries giving the document itself.")
    yield _("So only a finding goes out, in which nobody can be recognised.")


def _handling_of_finding(facts: Mapping[str, Any]) -> Iterator[str]:
    yield _("Handling:")
    yield "- " + _("Leave out names, dates of birth and whatever leads to one person.")
    yield "- " + _(
        "The document itself stays with %(giver)s; %(receiver)s reads only that there is evidence.",
        giver=facts["from"]["short_name"],
        receiver=facts["to"]["short_name"],
    )


def _why_not(advice: Advice) -> Iterator[str]:
    yield _("Nothing is given, because:")
    reasons = {
        Stop.NOT_HERE: _("the receiver takes no part in this workspace."),
        Stop.TOO_SECRET: _("the classification is higher than the receiver may have."),
        Stop.WITHDRAWN: _("the document is withdrawn."),
        Stop.UNCHECKED: _("the file is not released by the virus scan."),
    }
    for stop in advice.stops:
        yield "- " + reasons[stop]


def _special(code: str) -> str:
    return {
        "special_category": _("special categories of personal data (GDPR 9)"),
        "criminal_data": _("data about criminal offences (GDPR 10)"),
        "police_data": _("police data (Wpg)"),
    }[code]


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM yyyy", locale="nl"))
