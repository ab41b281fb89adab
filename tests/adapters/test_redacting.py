"""What is blacked out is gone: no byte of the new file depends on it.

The proof is by comparison. Two files that differ only under a passage give the very same bytes; so
whatever somebody does with those bytes, it cannot tell him which of the two was the source.
"""

import io
import json
from functools import cache

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from app.adapters.redacting import WHOLE, Box, CannotConvert, find, lines_on, picture_of, remake
from app.adapters.redacting.making import _within, main
from tests.support.redacting import everything_in, holds, pictures_in, source_of, typeset

SECRET = "Zwartenbroek"
PAGE = "#place(top + left, dx: 20pt, dy: 30pt)[{0}]\n#place(top + left, dy: 90pt)[Open tekst.]"


def hidden(word):
    """A file with one word, at a place where what is beside it does not move."""
    return typeset(PAGE.format(word), PAGE.format("Pagina twee"))


@pytest.fixture(scope="module")
def source():
    return source_of(hidden(SECRET))


def labelled(boxes, label="5.1.2.e"):
    return [Box(each.page, each.left, each.top, each.right, each.bottom, label) for each in boxes]


def test_two_files_that_differ_only_there_give_the_same_bytes():
    place = [Box(1, 0, 1_500, 9_000, 3_500, "5.1.2.e")]
    made = {remake(source_of(hidden(each)), [1, 2], place) for each in (SECRET, "Jan", "W")}

    assert len(made) == 1
    assert len({remake(source_of(hidden(each)), [1, 2], []) for each in (SECRET, "Jan")}) == 2


def test_the_word_is_nowhere_in_the_file(source):
    boxes = labelled(find(source, SECRET.lower()))
    made = remake(source, [1, 2], boxes)

    assert holds(source.content, SECRET)
    assert [each.page for each in boxes] == [1]
    assert not holds(made, SECRET)
    assert not holds(made, "Open tekst"), "text of the source comes along with its points only"


def test_nothing_that_hangs_on_the_source_comes_along():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(hidden(SECRET)))
    writer.add_metadata({"/Title": "Titelgeheim", "/Author": "Naamgeheim"})
    writer.add_attachment("bijlagegeheim.txt", b"Inhoudgeheim")
    writer.add_outline_item(title="Kopgeheim", page_number=0)
    note = DictionaryObject()
    note.update(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Rect"): pypdf.generic.RectangleObject((1, 1, 20, 20)),
            NameObject("/Contents"): TextStringObject("Notitiegeheim"),
        }
    )
    writer.add_annotation(0, note)
    target = io.BytesIO()
    writer.write(target)

    made = remake(source_of(target.getvalue()), [1], [])

    reader = pypdf.PdfReader(io.BytesIO(made), strict=True)
    assert (reader.metadata, reader.outline, dict(reader.attachments)) == (None, [], {})
    assert set(reader.trailer) <= {"/Size", "/Root"}
    assert set(reader.root_object) == {"/Type", "/Pages"}
    assert set(reader.pages[0]) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
    assert not any(b"geheim" in piece.lower() for piece in everything_in(made))


def test_words_under_a_picture_are_not_brought_to_light():
    """Somebody "blacked out" with a black shape in a word processor: the words are still there."""
    shape = "#place(top + left, dx: 15pt, dy: 25pt, rect(width: 120pt, height: 25pt, fill: black))"
    content = typeset(f"#place(top + left, dx: 20pt, dy: 30pt)[{SECRET}]\n{shape}")

    assert holds(content, SECRET)
    assert not holds(remake(source_of(content), [1], []), SECRET)


def test_only_the_chosen_pages_are_there(source):
    made = remake(source, [2], [])

    assert len(pictures_in(made)) == 1
    assert made == remake(source_of(hidden("Heel iets anders")), [2], [])


PLACES = st.tuples(*[st.integers(0, WHOLE)] * 4).map(
    lambda it: (min(it[0], it[2]), min(it[1], it[3]), max(it[0], it[2]), max(it[1], it[3]))
)


def painted_here(content, places):
    """What the cage answers about a picture, in this process; the child takes longer to start."""
    asked = {"kind": "images", "wanted": "picture", "pages": [1], "fonts": ""}
    asked["boxes"] = [[1, *each, ""] for each in places]
    head, target = json.dumps(asked).encode(), io.BytesIO()
    main(io.BytesIO(len(head).to_bytes(8, "big") + head + content), target)
    return Image.open(io.BytesIO(target.getvalue().partition(b"{}")[2])).convert("RGB")


@settings(max_examples=60, deadline=None)
@given(places=st.lists(PLACES, min_size=1, max_size=4))
def test_every_point_of_a_passage_is_black_and_no_other_changes(places):
    noise = _noise()
    bare, painted = painted_here(noise, []), painted_here(noise, places)
    width, height = bare.size

    oracle, at_most = bare.copy(), bare.copy()
    for left, top, right, bottom in places:
        inside = (left * width // WHOLE, top * height // WHOLE)
        outside = (-(-right * width // WHOLE), -(-bottom * height // WHOLE))
        oracle.paste("black", (*inside, *outside))
        around = (*(each - 3 for each in inside), *(each + 4 for each in outside))
        at_most.paste("black", around)

    black = Image.new("RGB", bare.size)
    must, may = (
        ImageChops.difference(bare, each).convert("L").point(_anything)
        for each in (oracle, at_most)
    )
    assert Image.composite(painted, black, must).getbbox() is None, "a point is not black"
    beside = Image.composite(black, ImageChops.difference(bare, painted), may)
    assert beside.getbbox() is None, "a point beside a passage changed"


def _anything(value):
    return 255 if value else 0


@cache
def _noise():
    target = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(target, "PNG")
    return target.getvalue()


@given(place=PLACES, size=st.tuples(st.integers(1, 3_000), st.integers(1, 3_000)))
def test_a_passage_covers_at_least_its_place(place, size):
    left, top, right, bottom = _within(place, size)

    assert 0 <= left <= place[0] * size[0] / WHOLE
    assert 0 <= top <= place[1] * size[1] / WHOLE
    assert right >= min(size[0] - 1, place[2] * size[0] / WHOLE)
    assert bottom >= min(size[1] - 1, place[3] * size[1] / WHOLE)


def test_the_stored_picture_is_black_there_too():
    source = source_of(_noise(), "image/png", "ruis.png")
    made = pictures_in(remake(source, [1], [Box(1, 2_000, 2_000, 8_000, 8_000)]))[0]
    width, height = made.size
    hole = made.crop((width // 5, height // 5, width * 4 // 5, height * 4 // 5))

    assert max(high for _low, high in hole.getextrema()) < 24, "the compression may ring, no more"


def test_the_ground_stands_in_a_passage_that_is_large_enough(source):
    boxes = find(source, SECRET)
    bare, told = (
        Image.open(io.BytesIO(picture_of(source, 1, each))) for each in (boxes, labelled(boxes))
    )
    tiny = [Box(1, 100, 100, 110, 110, "5.1.2.e")]

    assert bare.tobytes() != told.tobytes()
    assert picture_of(source, 1, tiny) == picture_of(source, 1, [Box(1, 100, 100, 110, 110)])


@pytest.mark.parametrize(
    ("text", "wanted", "times"),
    [
        ("Jan Jansen en JAN  JANSEN.", "jan jansen", 2),
        ("José José", "jose", 2),
        ("januari", "jan", 1),
        ("Niets", "jan", 0),
        ("aaa", "aa", 2),
        ("O\u2019Brien, O'Brien", "o'brien", 2),
        ("Jan\u2011Willem, Jan-Willem", "jan-willem", 2),
        ("J a n s e n en Jansen", "jansen", 2),
        ("1234 5678 en 12345678", "12345678", 2),
        ("12345678", "1234 5678", 1),
        ("kan naar Hanna en an na", "anna", 2),
        ("Zwarten\u200bbroek Zwarten\u00adbroek", "zwartenbroek", 2),
    ],
)
def test_words_are_found_whatever_their_capitals_and_accents(text, wanted, times):
    assert len(find(source_of(typeset(text)), wanted)) == times


def test_words_over_two_lines_are_two_places():
    text = "Hier woont #linebreak() Jan #linebreak() Jansen nu."
    boxes = find(source_of(typeset(text)), "Jan Jansen")

    assert len(boxes) == 2
    assert boxes[0].bottom <= boxes[1].bottom
    assert boxes[0].top < boxes[1].top


NARROW = '#set text(lang: "nl", hyphenate: true)\n#block(width: 70pt)[Zwartenbroekerweg]'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Zwarten-#linebreak()broekerweg en Zwartenbroekerweg", "Zwartenbroekerweg"),
        ("Jan-#linebreak()Willem en Jan-Willem", "Jan-Willem"),
        (NARROW + "#block(width: 200pt)[Zwartenbroekerweg]", "Zwartenbroekerweg"),
    ],
    ids=["cut", "of its own", "by the typesetter"],
)
def test_a_word_cut_off_at_the_end_of_a_line_is_found_too(text, wanted):
    source = source_of(typeset(text))

    assert len(find(source, wanted)) == 3, "two pieces of the one, and the other whole"
    assert "\x02" not in "".join(each.text for each in lines_on(source, 1))


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_on_a_turned_page_the_places_are_where_the_words_are_drawn(angle):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typeset(PAGE.format(SECRET))))
    writer.pages[0].rotate(angle)
    target = io.BytesIO()
    writer.write(target)
    source = source_of(target.getvalue())
    words = [SECRET, "Open tekst."]
    boxes = [box for each in words for box in find(source, each)]

    painted = Image.open(io.BytesIO(picture_of(source, 1, boxes))).convert("L")
    for box in boxes:
        place = _within((box.left, box.top, box.right, box.bottom), painted.size)
        painted.paste(255, (place[0], place[1], place[2] + 1, place[3] + 1))

    assert painted.getextrema() == (255, 255), "something of the words stands beside the places"


def test_a_line_is_marked_as_a_whole(source):
    lines = lines_on(source, 1)

    assert [each.text for each in lines] == [SECRET, "Open tekst."]
    assert lines[0].boxes[0].bottom < lines[1].boxes[0].top


def test_a_picture_has_no_lines_and_no_words():
    picture = source_of(_noise(), "image/png", "ruis.png")
    assert (lines_on(picture, 1), find(picture, "woord")) == ([], [])


def test_a_text_is_blacked_out_as_it_is_shown():
    text = source_of(b"Jan Jansen woont hier.\n", "text/plain", "brief.txt")
    made = remake(text, [1], labelled(find(text, "jan jansen")))

    assert len(pictures_in(made)) == 1
    assert not holds(made, "Jansen")


@pytest.mark.parametrize(
    ("content", "pages", "code"),
    [(b"%PDF-1.7 kapot", [1], "broken"), (None, [9], "no_such_page"), (None, [0], "no_such_page")],
)
def test_what_cannot_be_made_says_why(source, content, pages, code):
    with pytest.raises(CannotConvert) as told:
        remake(source_of(content) if content else source, pages, [])

    assert told.value.code == code
