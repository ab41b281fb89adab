"""Of what comes back signed, only one right signature is taken; each fault has a name of its own.

Cora brings it for IGJ. Wim's seal stands in the newest file."""

from __future__ import annotations

from datetime import timedelta

from pyhanko.pdf_utils import generic

from app.adapters.pades import BroughtFault
from app.kernel import clock
from app.reports.models import SeatStatus
from app.reports.service import bringing
from app.reports.service.faults import BROUGHT_WORDS
from tests.adapters.test_judging_apart import bomb
from tests.adapters.test_signed_elsewhere import BESIDE
from tests.support.outside_keys import Elsewhere, usage
from tests.support.signed_elsewhere import Card, broken, locking

FORM = "form[action$='/sign/elsewhere']"
OWN = "seat-igj-1"

REFUSED = {
    "another file": (lambda f: f.card.sign(f.other, OWN), "Dit is een ander bestand"),
    "saved anew": (lambda f: f.signed.replace(b"%PDF-1.7", b"%PDF-1.6"), "ander bestand"),
    "the file itself": (lambda f: f.newest, "geen nieuwe handtekening"),
    "an older revision": (lambda f: f.card.sign(f.older, OWN), "niet het nieuwste bestand"),
    "that revision itself": (lambda f: f.older, "niet het nieuwste bestand"),
    "no pdf": (lambda _f: b"geen pdf", "Dit is geen PDF."),
    "nothing": (lambda _f: b"", "Dit is geen PDF."),
    "too large": (lambda f: f.signed.ljust(400_001, b"\0"), "groter dan 16 MB"),
    "a bomb behind it": (lambda f: f.newest + bomb(), "Download het bestand hier"),
    "a bomb": (lambda _f: bomb(), "Dit is een ander bestand"),
    "cut off": (lambda f: f.signed[:-500], "niet te lezen"),
    "rubbish behind it": (lambda f: f.signed + b"\n% meer", "meer veranderd"),
    "signed twice": (
        lambda f: f.card.sign(f.signed, "platform2", is_new_field=True),
        "meer dan één",
    ),
    "in another's field": (lambda f: f.card.sign(f.newest, "closing"), "in een ander veld"),
    "in a field of its own": (
        lambda f: f.card.sign(f.newest, "mijn", is_new_field=True),
        "in een ander veld",
    ),
    "another person": (
        lambda f: Card(f.authority, {"number": "PNONL-1"}).sign(f.newest, OWN),
        "niet het certificaat dat in het mandaatregister",
    ),
    "another root": (
        lambda f: Card(Elsewhere("Anders")).sign(f.newest, OWN),
        "niet van een uitgever die jouw organisatie",
    ),
    "expired": (
        lambda f: Card(f.authority, {"ends": timedelta(days=-1)}).sign(f.newest, OWN),
        "Je certificaat is verlopen.",
    ),
    "not yet valid": (
        lambda f: Card(f.authority, {"begins": timedelta(days=1)}).sign(f.newest, OWN),
        "nog niet geldig",
    ),
    "wrong usage": (
        lambda f: Card(f.authority, {"usage": usage(commits=False)}).sign(f.newest, OWN),
        "niet bedoeld voor een persoonlijke handtekening",
    ),
    "wrong policy": (
        lambda f: Card(f.authority, {"policy": "1.2.3"}).sign(f.newest, OWN),
        "van een andere soort",
    ),
    "short key": (
        lambda f: Card(f.authority, {"short": True}).sign(f.newest, OWN),
        "de sleutel is te kort",
    ),
    "weak hash": (lambda f: f.card.sign(f.newest, OWN, digest="sha1"), "te zwakke rekenmethode"),
    "broken": (lambda f: broken(f.signed), "De handtekening klopt niet"),
    "locking the rest": (
        lambda f: f.card.sign(f.newest, OWN, said=locking("/All")),
        "zet de rest van het bestand op slot",
    ),
    "saying more": (
        lambda f: f.card.sign(f.newest, OWN, said={"/Reason": generic.pdf_string("Nee")}),
        "een reden, een plaats of een contactgegeven",
    ),
    "of an hour ago": (
        lambda f: f.card.sign(f.newest, OWN, at=clock.now() - timedelta(hours=1)),
        "een moment dat niet kan",
    ),
    "of tomorrow": (
        lambda f: f.card.sign(f.newest, OWN, at=clock.now() + timedelta(days=1)),
        "een moment dat niet kan",
    ),
    **{
        change.__name__: (
            lambda f, change=change: f.card.sign(f.newest, OWN, beside=change),
            "meer veranderd dan één handtekening",
        )
        for change in BESIDE
    },
}


class Files:
    """What Cora could send: the newest file, an older one, one of another round."""

    def __init__(self, desk, report, card, authority):
        self.card, self.authority = card, authority
        self.other = desk.content(desk.frozen())
        self.older = desk.content(report)
        desk.sign("wim", report)
        self.newest = desk.content(report)
        self.signed = card.sign(self.newest, OWN)


def test_whatever_is_wrong_is_named_and_the_round_stays_usable(
    browser_of, desk, report, card, authority, send_file, confirm, monkeypatch
):
    monkeypatch.setattr(bringing, "LARGEST", 400_000)
    files, cora = Files(desk, report, card, authority), browser_of("cora")
    before = desk.read(report)[0].revision
    said = {}
    for name, (made, _words) in REFUSED.items():
        answer = send_file(made(files), cora)
        said[name] = (answer.status, answer.text(f"{FORM} .utrecht-form-field-error-message"))

    assert len(REFUSED) >= 25
    assert BROUGHT_WORDS.keys() == set(BroughtFault)
    missed = {n: said[n] for n, (_m, words) in REFUSED.items() if words not in said[n][1]}
    assert not missed
    assert {status for status, _words in said.values()} == {422}
    found, seats = desk.read(report)
    assert (found.revision, seats[1].status) == (before, SeatStatus.WAITING)
    assert confirm(files.signed).status == 303
