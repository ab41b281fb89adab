"""Adding to a file reads it in few steps, and finds what pyHanko finds; else pyHanko reads it.

The library is the judge: each object, the trailer and the place of each table must be the same, of
whole files and of files and objects in which anything was changed."""

import io
import random

import pypdf
import pytest
from pyhanko.pdf_utils.form_tools import enumerate_fields_in
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from app.adapters.pades.file_rules import UNREADABLE
from app.adapters.pades.plain import plain_object
from app.adapters.pades.reading import newest_state

CHANGES = 3000
TABLES = 600
"""Changed tables; each is read whole by both."""


@pytest.fixture(scope="module")
def revisions(sealing_round):
    return [sealing_round.printed, sealing_round.prepared, *sealing_round.sealed]


def told(reader):
    """Return all that an update is made from, as written."""
    trailer = reader.trailer.flatten()
    numbers = range(int(trailer["/Size"]))
    return {
        "table": reader.last_startxref,
        "streams": reader.has_xref_stream,
        "hybrid": reader.xrefs.hybrid_xrefs_present,
        "version": reader.input_version,
        "trailer": {key: written(trailer.raw_get(key)) for key in trailer if key != "/Prev"},
        "objects": {number: found(reader, number) for number in numbers},
    }


def found(reader, number):
    """Return an object with all its kinds; None when the file says there is none."""
    reference = Reference(number, 0, reader)
    if reader.xrefs[reference] is None:
        return None
    return written(reader.get_object(reference))


def written(one):
    out = io.BytesIO()
    one.write_to_stream(out)
    return kinds(one), out.getvalue()


def kinds(one):
    """Return what an object is and what it belongs to, and all that is in it."""
    owner = one.container_ref
    own = (type(one), repr(owner) if isinstance(owner, Reference) else type(owner))
    if isinstance(one, dict):
        return (*own, {str(key): kinds(one.raw_get(key)) for key in one})
    if isinstance(one, list):
        return (*own, [kinds(one.raw_get(at)) for at in range(len(one))])
    return own


@pytest.mark.parametrize("revision", range(5))
def test_each_object_is_what_the_library_reads(revisions, revision):
    content = revisions[revision]
    quick, slow = newest_state(content), PdfFileReader(io.BytesIO(content))
    assert type(quick) is not PdfFileReader
    assert told(quick) == told(slow)


def test_all_that_is_no_stream_is_read_plainly(revisions):
    """Fields, seals and the catalogue are not left to the slow way by mistake."""
    content = revisions[-1]
    slow = PdfFileReader(io.BytesIO(content))
    offsets = {
        number: slow.xrefs[Reference(number, 0, slow)]
        for number in range(1, int(slow.trailer["/Size"]))
    }
    streams, left = 0, []
    for number, at in offsets.items():
        reference = Reference(number, 0, slow)
        if at is not None and plain_object(content, at, reference) is None:
            is_stream = "Stream" in type(slow.get_object(reference)).__name__
            streams += is_stream
            left += [] if is_stream else [content[at : at + 200]]
    assert streams > 20
    assert left == []


def test_another_form_is_left_to_the_library(revisions):
    content = revisions[0]
    with_streams = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    with_streams.stream_xrefs = True
    with_comment = content + b"% more\n"
    for other in (
        rewritten(with_streams),
        rewritten(pypdf.PdfWriter(io.BytesIO(content))),
        with_comment,
    ):
        assert type(newest_state(other)) is PdfFileReader


def rewritten(writer):
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no pdf at all", b"\0" * 4000])
def test_what_is_no_file_is_refused_as_the_library_refuses_it(content):
    with pytest.raises((PdfError, OSError, ValueError)):
        newest_state(content)


def test_a_changed_object_is_read_the_same_or_left_to_the_library(revisions):
    """Bytes of small objects are changed, cut, doubled and mixed with others' at random."""
    content, draw = revisions[-1], random.Random(20)
    slow = PdfFileReader(io.BytesIO(content))
    objects = []
    for number in range(1, int(slow.trailer["/Size"])):
        at = slow.xrefs[Reference(number, 0, slow)]
        if at is not None and (end := content.find(b"endobj", at)) - at < 3000:
            objects.append((number, content[at : end + 6]))
    same = 0
    for _ in range(CHANGES):
        number, one = draw.choice(objects)
        changed = mixed(one, draw.choice(objects)[1], draw)
        read = plain_object(changed + b"\n", 0, Reference(number, 0, slow))
        if read is not None:
            same += 1
            assert written(read) == written(by_library(changed, number)), changed
    assert CHANGES // 20 < same < CHANGES


SPLINTERS = (
    *(b"(", b")", b"<", b">", b"<<", b">>", b"[", b"]", b"/", b"%", b"\\", b"\\053", b"#41", b" "),
    *(b"\r\n", b"\0", b"\t", b"0", b"-", b".", b"+1.50", b" R", b" 0 R", b"true", b"null "),
    *(b"stream\n", b"endobj", b"\xfe\xff", b"\xc3\xa9", b"/Type /Sig", b"/AP <41>", b"(a\\\nb)"),
)


def mixed(one, other, draw):
    """Change a few bytes after the head of an object."""
    head = one.index(b"obj\n") + 4
    for _ in range(draw.randint(1, 3)):
        at = draw.randint(head, len(one))
        length = draw.choice((0, 0, 1, 1, 2, 9))
        begin = draw.randint(0, len(other))
        put = draw.choice((b"", other[begin : begin + draw.randint(1, 30)], draw.choice(SPLINTERS)))
        one = one[:at] + put + one[at + length :]
    return one


def by_library(one, number):
    """Read an object with the library, as the only one of a file."""
    begin = b"%PDF-1.7\n"
    rest = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    )
    at = len(begin) + len(one) + 1
    table = rest % (number, len(begin), number + 1, number, at)
    reader = PdfFileReader(io.BytesIO(begin + one + b"\n" + table))
    return reader.get_object(Reference(number, 0, reader))


def test_changed_tables_lead_to_the_same_places_or_to_the_library(revisions):
    """The digits and words of tables and trailers are changed at random, in all revisions."""
    content, draw = revisions[3], random.Random(21)
    tables = []
    at = content.find(b"\nxref\n")
    while at >= 0:
        end = content.find(b"%%EOF", at) + 5
        tables.append((max(at, end - 600), end))
        at = content.find(b"\nxref\n", end)
    quickly = 0
    for _ in range(TABLES):
        begin, end = draw.choice(tables)
        where = draw.randrange(begin, end)
        put = draw.choice((b"0", b"1", b"9", b"f", b" ", b"\n", b"", draw.choice(SPLINTERS)))
        changed = content[:where] + put + content[where + max(1, len(put)) :]
        try:
            quick = newest_state(changed)
        except UNREADABLE:
            continue
        if type(quick) is PdfFileReader or changed == content:
            continue
        quickly += 1
        slow = PdfFileReader(io.BytesIO(changed))
        assert quick.last_startxref == slow.last_startxref
        numbers = range(int(slow.trailer["/Size"]))
        places = [
            [each.xrefs[Reference(one, 0, each)] for one in numbers] for each in (quick, slow)
        ]
        assert places[0] == places[1]
    assert quickly > TABLES // 20


def test_a_name_twice_in_one_dictionary_is_left_to_the_library():
    reference = Reference(1, 0, PdfFileReader)
    assert plain_object(b"1 0 obj\n<<\n/A 1\n/A 2\n>>\nendobj", 0, reference) is None
    assert plain_object(b"2 0 obj\n<<\n/A 1\n>>\nendobj", 0, reference) is None
    assert plain_object(b"1 0 obj\n<<\n/A 1\n>>\nendobj", 0, reference) == {"/A": 1}


def test_a_later_seal_reads_no_more_objects_than_the_first(revisions, sealing_round):
    """What is read does not grow with the fields and seals that stand before it."""
    read = []
    for content, name in zip(revisions[1:], sealing_round.fields, strict=False):
        reader = newest_state(content, field=name)
        form = reader.root["/AcroForm"]
        found = enumerate_fields_in(
            form["/Fields"], with_name=name, refs_seen=set(), target_field_type="/Sig"
        )
        told_name, value, _reference = next(found)
        assert (told_name, value) == (name, None)
        read.append(len(reader.resolved_objects))
    assert len(read) == 3
    assert set(read) == {read[0]}


def test_the_fields_keep_their_order_in_the_file(revisions, sealing_round):
    """The form itself is not written again; a field that is not there changes nothing either."""
    first, last = revisions[1], revisions[-1]
    forms = [PdfFileReader(io.BytesIO(each)).root["/AcroForm"] for each in (first, last)]
    assert written(forms[0]["/Fields"])[1] == written(forms[1]["/Fields"])[1]
    assert b"/SigFlags" in last[: len(first)]
    assert b"/SigFlags" not in last[len(first) :]
    plainly, oddly = newest_state(last), newest_state(last, field="zetel (3)")
    assert written(plainly.root["/AcroForm"]) == written(oddly.root["/AcroForm"])
    assert newest_state(revisions[0], field=sealing_round.fields[0]).root.get("/AcroForm") is None
