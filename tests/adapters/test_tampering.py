"""Verdicts: geldig only when everything holds; the tamper corpus with its exact answers and
faults."""

import io
from datetime import timedelta

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf.generic import NameObject, TextStringObject

from app.adapters import pades
from app.adapters.pades import Answer, ExpectedSeal, Fault
from tests.adapters.conftest import MADE_AT

VALID, INVALID = Answer.VALID, Answer.INVALID
INCOMPLETE = Answer.INCOMPLETE


def answers(verdict: pades.Verdict) -> list[Answer]:
    return [one.answer for one in verdict.seals]


def test_a_whole_file_is_valid(sealing_round):
    verdict = sealing_round.verdict(sealing_round.final)

    assert (verdict.answer, verdict.faults) == (VALID, ())
    assert answers(verdict) == [VALID] * 3
    assert [one.signer for one in verdict.seals] == [
        "Inspectie A seal 2024",
        "Inspectie B seal 2024",
        "Inspectie C seal 2024",
    ]
    assert verdict.seals[2].signed_at == MADE_AT + timedelta(minutes=3)


def updated(content: bytes, change) -> bytes:
    """Append an increment to a file, as an attacker with a PDF library would."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def change_page(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 40 Tf 100 400 Td (Voldoet) Tj ET")
    page[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)


def annotate(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 40, 40))),
            pdf_name("/Contents"): generic.pdf_string("Toch akkoord"),
        }
    )
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def swap_attachment(writer) -> None:
    specification = writer.root["/AF"][0]
    stream = generic.StreamObject(stream_data=b'{"findings": []}')
    specification["/EF"][pdf_name("/F")] = writer.add_object(stream)
    writer.update_container(specification["/EF"])


def add_field(writer) -> None:
    append_signature_field(writer, SigFieldSpec("seat-extra-1", on_page=0, box=(9, 9, 90, 60)))


@pytest.mark.parametrize("change", [change_page, annotate, swap_attachment])
def test_an_appended_change_makes_every_seal_invalid(sealing_round, change):
    verdict = sealing_round.verdict(updated(sealing_round.final, change))

    assert verdict.answer is INVALID
    assert answers(verdict) == [INVALID] * 3
    assert all(Fault.CHANGED_AFTERWARDS in one.faults for one in verdict.seals)
    assert {Fault.BEHIND_LAST_SEAL, Fault.NOT_CERTIFIED} <= set(verdict.faults)


def test_an_appended_field_is_found_though_each_seal_allows_it(sealing_round):
    """DocMDP level 2 lets fields be added; that nobody expects this one is ours to notice."""
    verdict = sealing_round.verdict(updated(sealing_round.final, add_field))

    assert (verdict.answer, answers(verdict)) == (INVALID, [VALID] * 3)
    assert verdict.faults == (
        Fault.FIELD_UNEXPECTED,
        Fault.BEHIND_LAST_SEAL,
        Fault.NOT_CERTIFIED,
        Fault.CHANGED_AFTERWARDS,
    )


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_one_byte_in_the_base_makes_every_seal_invalid(sealing_round):
    in_a_page = sealing_round.final.index(b"stream\n") + 40

    verdict = sealing_round.verdict(flipped(sealing_round.final, in_a_page))

    assert verdict.answer is INVALID
    assert [one.faults for one in verdict.seals] == [(Fault.CONTENT_CHANGED,)] * 3
    assert verdict.faults == (Fault.NOT_CERTIFIED, Fault.CONTENT_CHANGED)


def test_one_byte_in_the_last_seal_makes_that_one_invalid(sealing_round):
    final = sealing_round.final
    reason = final.rindex(b"Ondertekend")

    verdict = sealing_round.verdict(flipped(final, reason + 2))

    assert verdict.answer is INVALID
    assert answers(verdict) == [VALID, VALID, INVALID]
    assert verdict.seals[2].faults == (Fault.CONTENT_CHANGED,)


def test_one_byte_in_the_signature_itself_makes_it_invalid(sealing_round):
    final = sealing_round.final
    content = final.rindex(b"/Contents")
    digits = final.index(b"<", content) + 1
    # The signature value stands at the end, before the zeros that fill the space.
    end = final.index(b">", digits)
    last = len(final[digits:end].rstrip(b"0")) + digits - 20
    swapped = b"1" if final[last : last + 1] != b"1" else b"2"

    verdict = sealing_round.verdict(final[:last] + swapped + final[last + 1 :])

    assert answers(verdict)[:2] == [VALID, VALID]
    assert answers(verdict)[2] is INVALID


def test_a_file_with_its_last_seal_cut_off_is_incomplete(sealing_round):
    verdict = sealing_round.verdict(sealing_round.sealed[1])

    assert (verdict.answer, verdict.faults) == (INCOMPLETE, ())
    assert answers(verdict) == [VALID, VALID, INCOMPLETE]
    assert verdict.seals[2].faults == (Fault.SEAL_MISSING,)


def test_a_cut_file_that_is_not_on_record_is_invalid(sealing_round):
    verdict = sealing_round.verdict(sealing_round.sealed[1], known=False)

    assert verdict.answer is INVALID
    assert verdict.faults == (Fault.NOT_THE_KNOWN_FILE,)


@pytest.mark.parametrize("bytes_off", [1, 5, 100, 1000, 20_000])
def test_a_file_cut_anywhere_is_never_valid(sealing_round, bytes_off):
    assert sealing_round.verdict(sealing_round.final[:-bytes_off]).answer is not VALID


def test_an_unsigned_file_in_its_place_is_invalid(sealing_round):
    verdict = sealing_round.verdict(sealing_round.printed)

    assert verdict.answer is INVALID
    assert {Fault.NO_SEALS, Fault.NOT_CERTIFIED} <= set(verdict.faults)
    assert [one.faults for one in verdict.seals] == [(Fault.FIELD_MISSING,)] * 3


def test_a_file_saved_again_by_a_library_is_invalid(sealing_round):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sealing_round.final))
    writer.add_metadata({NameObject("/Title"): TextStringObject("Iets anders")})
    target = io.BytesIO()
    writer.write(target)

    verdict = sealing_round.verdict(target.getvalue())

    assert verdict.answer is INVALID
    assert answers(verdict) == [INVALID] * 3


def test_another_partys_root_does_not_make_a_seal_valid(sealing_round):
    first, second, third = sealing_round.expected()
    swapped = [ExpectedSeal(first.field, second.roots), ExpectedSeal(second.field, first.roots)]

    verdict = sealing_round.verdict(sealing_round.final, expected=[*swapped, third])

    assert verdict.answer is INVALID
    assert [one.faults for one in verdict.seals] == [
        (Fault.FOREIGN_ROOT,),
        (Fault.FOREIGN_ROOT,),
        (),
    ]


@pytest.mark.parametrize("content", [b"", b"hallo", b"%PDF-1.7\n%%EOF", bytes(5000)])
def test_what_is_no_pdf_is_invalid(sealing_round, content):
    verdict = sealing_round.verdict(content)

    assert (verdict.answer, verdict.faults) == (INVALID, (Fault.NOT_A_PDF,))


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 2**32))
def test_a_bit_flipped_anywhere_is_never_valid(sealing_round, place):
    """Anywhere but in the space behind a signature, whose digits no signature can cover."""
    content = sealing_round.final
    at = place % len(content)
    flipped_at = flipped(content, at)

    verdict = sealing_round.verdict(flipped_at)

    if verdict.answer is VALID:
        assert content[at - 8 : at + 9].strip(b"0>") == b"", at
