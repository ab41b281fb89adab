"""A file that was signed in a PDF reader is taken when it adds one right signature, and no other.

Inspectie A has roots for its people; B and C have not."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field

from app.adapters import pades
from app.adapters.pades import Answer, Bringing, BroughtFault, ExpectedSeal, FieldSpec, NotTaken
from app.kernel import clock
from tests.adapters.conftest import Authority, place_seal
from tests.adapters.test_judging_apart import bomb
from tests.support.outside_keys import Elsewhere, usage
from tests.support.signed_elsewhere import NUMBER, Card, locking


@pytest.fixture(scope="module")
def authority():
    return Elsewhere()


@pytest.fixture(scope="module")
def card(authority):
    return Card(authority)


@pytest.fixture(scope="module")
def parties():
    return {each: Authority(f"Inspectie {each}") for each in "PABC"}


@pytest.fixture(scope="module")
def names(printed):
    return [each.name for each in printed.places]


@pytest.fixture(scope="module")
def prepared(printed, authority, parties):
    """A frozen file in which the first field takes signatures of people of A too."""
    specs = [
        FieldSpec(
            place.name,
            place.page,
            place.box,
            f"Zegel van {letter}",
            parties[letter].root.certificate,
            others=(authority.root,) if letter == "A" else (),
        )
        for place, letter in zip(printed.places, "ABC", strict=True)
    ]
    return pades.prepare(
        printed.content,
        specs,
        platform=parties["P"].platform_seal(),
        signed_at=clock.now() - timedelta(minutes=2),
        reason="Vastgesteld",
    )


@pytest.fixture(scope="module")
def before(prepared, names, parties):
    """The newest file: B has its seal already."""
    at = clock.now() - timedelta(minutes=1)
    return place_seal(prepared, names[1], parties["B"].seal, signed_at=at)


@pytest.fixture
def look(before, names, card, parties):
    """Look at what is brought; `changed` is what is on record otherwise."""

    def looked(pdf, **changed):
        root = changed.pop("root", card.root())
        seats = (
            ExpectedSeal(names[1], (parties["B"].root.certificate,)),
            ExpectedSeal(names[2], (parties["C"].root.certificate,), required=False),
            ExpectedSeal(names[0], (), outside=(root,)),
        )
        against = Bringing(
            len(before), clock.now() - timedelta(minutes=1), seats, NUMBER, clock.now()
        )
        return pades.look_at_brought(
            pdf,
            replace(against, **changed),
            platform_roots=[parties["P"].root.certificate],
            stamp_roots=[],
        )

    return looked


def why(look, pdf, **changed):
    with pytest.raises(NotTaken) as caught:
        look(pdf, **changed)
    return caught.value.why


def test_the_right_signature_is_taken_and_told(look, before, names, card):
    found = look(card.sign(before, names[0]))

    assert (found.field, found.certificate) == (names[0], card.sha256)
    assert NUMBER in found.subject
    assert found.serial == f"{card.certificate.serial_number:x}"
    assert (found.stamped_at, found.stamped_by) == (None, None)


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
def test_so_is_a_stronger_hash(look, before, names, card, digest):
    assert look(card.sign(before, names[0], digest=digest))


def test_a_fingerprint_identifies_too(look, before, names, card):
    assert look(card.sign(before, names[0]), registered=card.sha256)
    assert why(look, card.sign(before, names[0]), registered="") is BroughtFault.WRONG_PERSON


def test_after_it_another_seal_is_placed_and_all_hold(look, before, names, card, parties):
    signed = card.sign(before, names[0])
    found = look(signed)
    further = place_seal(signed, names[2], parties["C"].seal, signed_at=clock.now())
    expected = [
        ExpectedSeal(
            names[0],
            (),
            outside=(card.root(),),
            certificate=found.certificate,
            signed_at=found.signed_at,
        ),
        *(
            ExpectedSeal(n, (parties[p].root.certificate,))
            for n, p in zip(names[1:], "BC", strict=True)
        ),
    ]

    def judged(**changed):
        seats = [replace(expected[0], **changed), *expected[1:]]
        return pades.validate(
            further, seats, platform_roots=[parties["P"].root.certificate], known_sha256=None
        )

    assert judged().faults == (pades.Fault.NO_RECORDS,)
    assert all(each.answer is Answer.VALID for each in judged().seals)
    other = judged(certificate="0" * 64)
    assert other.seals[0].faults == (pades.Fault.WRONG_IDENTITY,)
    assert other.answer is Answer.INVALID


def updated(pdf, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def with_page(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)


def with_annotation(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 90, 90))),
            pdf_name("/Contents"): generic.pdf_string("toch niet"),
        }
    )
    kept = list(page.get("/Annots", ()))
    page["/Annots"] = generic.ArrayObject([*kept, writer.add_object(note)])
    writer.update_container(page)


def with_attachment(writer):
    spec = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Filespec")})
    writer.root["/AF"] = generic.ArrayObject([writer.add_object(spec)])
    writer.update_root()


def with_layer(writer):
    layer = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/OCG")})
    writer.root["/OCProperties"] = generic.DictionaryObject(
        {pdf_name("/OCGs"): generic.ArrayObject([writer.add_object(layer)])}
    )
    writer.update_root()


def with_orphan(writer):
    hidden = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/OCG")})
    writer.add_object(hidden)


def with_script(writer):
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("x")}
    writer.root["/OpenAction"] = writer.add_object(generic.DictionaryObject(action))
    writer.update_root()


def with_field(writer):
    append_signature_field(writer, SigFieldSpec("nog een"))


def moved(writer):
    field = writer.root["/AcroForm"]["/Fields"][1].get_object()
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 590, 840)))
    writer.update_container(field)


def with_title(writer):
    reference = writer.trailer.raw_get("/Info")
    writer.get_object(reference.reference)["/Title"] = generic.pdf_string("Een ander rapport")
    writer.mark_update(reference)


def shut_for_others(writer):
    field = writer.root["/AcroForm"]["/Fields"][2].get_object()
    field["/Ff"] = generic.NumberObject(1)
    writer.update_container(field)


def hidden(writer):
    field = writer.root["/AcroForm"]["/Fields"][1].get_object()
    field["/F"] = generic.NumberObject(2)
    writer.update_container(field)


BESIDE = [
    with_page,
    with_annotation,
    with_attachment,
    with_layer,
    with_orphan,
    with_script,
    with_field,
    moved,
    with_title,
    shut_for_others,
    hidden,
]


@pytest.mark.parametrize("change", BESIDE)
def test_what_else_was_changed_in_one_go_is_not_taken(look, before, names, card, change):
    pdf = card.sign(before, names[0], beside=change)

    assert why(look, pdf) is BroughtFault.MORE_CHANGES


@pytest.mark.parametrize(
    "said",
    [
        locking("/All"),
        locking("/Exclude", "iets"),
        locking("/Include", "closing"),
        locking("", level=1),
    ],
    ids=["all", "all but one", "another's", "the file"],
)
def test_what_locks_others_out_is_not_taken(look, before, names, card, said):
    assert why(look, card.sign(before, names[0], said=said)) is BroughtFault.LOCKS


def test_what_locks_its_own_field_is(look, before, names, card):
    look(card.sign(before, names[0], said=locking("/Include", names[0])))


@pytest.mark.parametrize("key", ["/Reason", "/Location", "/ContactInfo"])
def test_what_says_something_beside_is_not_taken(look, before, names, card, key):
    said = {key: generic.pdf_string("Onder voorbehoud van bevinding 3")}

    assert why(look, card.sign(before, names[0], said=said)) is BroughtFault.SAYS_MORE


@pytest.mark.parametrize("change", BESIDE)
def test_nor_what_was_changed_before_or_after(look, before, names, card, change):
    earlier = card.sign(updated(before, change), names[0])
    later = updated(card.sign(before, names[0]), change)

    assert {why(look, earlier), why(look, later)} == {BroughtFault.MORE_CHANGES}


def test_a_second_signature_or_another_field_is_not_taken(look, before, names, card):
    twice = card.sign(card.sign(before, names[0]), names[2])

    assert why(look, twice) is BroughtFault.MORE_SIGNATURES
    assert why(look, card.sign(before, names[2])) is BroughtFault.WRONG_FIELD
    own = card.sign(before, "mijn veld", is_new_field=True)
    assert why(look, own) is BroughtFault.WRONG_FIELD
    assert why(look, card.sign(before, pades.CLOSING_FIELD)) is BroughtFault.WRONG_FIELD


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"ends": timedelta(days=-1)}, BroughtFault.EXPIRED),
        ({"begins": timedelta(days=1)}, BroughtFault.NOT_YET_VALID),
        ({"number": "PNONL-999999999"}, BroughtFault.WRONG_PERSON),
        ({"usage": usage(commits=False)}, BroughtFault.WRONG_USAGE),
        ({"usage": usage(enciphers=True)}, BroughtFault.WRONG_USAGE),
        ({"policy": "1.2.3.4"}, BroughtFault.WRONG_POLICY),
        ({"short": True}, BroughtFault.WRONG_USAGE),
    ],
)
def test_another_certificate_is_named_for_what_it_is(look, authority, before, names, facts, named):
    assert why(look, Card(authority, facts).sign(before, names[0])) is named


def test_a_certificate_of_elsewhere_is_not_taken(look, before, names, card, parties):
    stranger = Card(Elsewhere("Andere wortel"))
    pdf = stranger.sign(before, names[0])

    assert why(look, pdf) is BroughtFault.FOREIGN_ROOT
    assert why(look, card.sign(before, names[0], chain=False)) is BroughtFault.FOREIGN_ROOT
    # Also when it is on record by now: the field was not made for it.
    assert why(look, pdf, root=stranger.root()) is BroughtFault.NOT_PREPARED


def test_what_was_set_of_the_root_counts(look, before, names, card):
    pdf, now = card.sign(before, names[0]), clock.now()

    ended = card.root(ends_at=now - timedelta(days=1))
    withdrawn = card.root(withdrawn=((card.sha256, now - timedelta(days=1)),))
    named = card.root(identifier="NTRNL-11111111")
    assert why(look, pdf, root=ended) is BroughtFault.FOREIGN_ROOT
    assert why(look, pdf, root=withdrawn) is BroughtFault.WITHDRAWN
    assert why(look, pdf, root=named) is BroughtFault.WRONG_IDENTITY


def test_the_form_and_the_moment_count(look, before, names, card):
    now = clock.now()

    weak = card.sign(before, names[0], digest="sha1")
    assert why(look, weak) is BroughtFault.WEAK_DIGEST
    old = card.sign(before, names[0], subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert why(look, old) is BroughtFault.WRONG_FORMAT
    for at in (now - timedelta(hours=1), now + timedelta(hours=1)):
        assert why(look, card.sign(before, names[0], at=at)) is BroughtFault.WRONG_MOMENT


def test_a_broken_or_unreadable_file_is_not_taken(look, before, names, card):
    signed = card.sign(before, names[0])
    at = len(before)
    broken = signed[:at] + signed[at:].replace(b"PPKLite", b"PPKLitf", 1)
    assert broken != signed

    assert why(look, broken) is BroughtFault.BROKEN
    assert why(look, signed[:-400]) is BroughtFault.UNREADABLE
    assert why(look, before + b"\n") is BroughtFault.NOT_SIGNED
    assert why(look, signed + b"\n% meer\n") is BroughtFault.MORE_CHANGES
    assert why(look, before + bomb()) in {BroughtFault.TOO_HEAVY, BroughtFault.UNREADABLE}
