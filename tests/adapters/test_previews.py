"""Previews: pictures we made ourselves, within limits, with the watermark in the pixels."""

import io
import threading

import pypdf
import pytest
from PIL import Image, ImageChops

from app.adapters.previews import (
    CannotPreview,
    PreviewLimits,
    page_count,
    render_page,
    watermark,
)
from tests.support import files


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    return picture


def refusal(action, *given, **more) -> str:
    with pytest.raises(CannotPreview) as caught:
        action(*given, **more)
    return caught.value.code


def pdf_of(*sizes: tuple[float, float], password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_a_page_becomes_a_picture_of_110_dots_an_inch(printed):
    picture = opened(render_page(printed.content, 1))

    assert (picture.format, picture.size) == ("PNG", (910, 1287))
    red, green, blue = picture.convert("RGB").getpixel((30, 500))
    assert abs(red - 0x15) + abs(green - 0x42) + abs(blue - 0x73) < 6


def test_pages_are_counted(printed):
    assert page_count(printed.content) == printed.pages


@pytest.mark.parametrize("page", [0, -1, 99])
def test_a_page_that_is_not_there(printed, page):
    assert refusal(render_page, printed.content, page) == "no_such_page"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"),
        (b"hallo", "broken"),
        (files.pdf(), "broken"),
        (pdf_of((100, 100), password="geheim"), "encrypted"),
    ],
    ids=["nothing", "text", "hollow", "password"],
)
def test_what_cannot_be_shown_says_why(content, code):
    assert refusal(page_count, content) == code
    assert refusal(render_page, content, 1) == code


def test_too_many_pages_or_pixels_are_refused():
    content = pdf_of((100, 100), (14_000, 14_000), (100, 100))

    assert refusal(page_count, content, limits=PreviewLimits(pages=2)) == "too_many_pages"
    assert refusal(render_page, content, 2) == "too_many_pixels"
    assert opened(render_page(content, 3)).size == (153, 153)


def test_threads_may_ask_for_pages_at_once(printed):
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(render_page(printed.content, 2, dpi=50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1


def test_the_watermark_is_in_the_pixels_of_every_part(printed):
    page = render_page(printed.content, 2)

    marked = watermark(page, "IGJ · Burak Demirtaş · 2 november 2026")

    before, after = opened(page).convert("RGB"), opened(marked).convert("RGB")
    assert before.size == after.size
    changed = ImageChops.difference(before, after).convert("L")
    width, height = changed.width // 5, changed.height // 5
    for left in range(0, width * 5, width):
        for top in range(0, height * 5, height):
            part = changed.crop((left, top, left + width, top + height))
            assert share_changed(part) > 0.003, (left, top)
    assert share_changed(changed) < 0.25


def share_changed(difference: Image.Image) -> float:
    return 1 - difference.histogram()[0] / (difference.width * difference.height)


def test_a_watermark_fits_a_small_picture():
    small = io.BytesIO()
    Image.new("L", (9, 9), 255).save(small, "PNG")

    assert opened(watermark(small.getvalue(), "IGJ")).size == (9, 9)
