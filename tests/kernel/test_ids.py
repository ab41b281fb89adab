"""Identifiers: ordered by time, random enough, and numbers that never tell how many there are."""

from uuid import RFC_4122

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.ids import draw_number, new_id, new_secret


def test_an_id_is_a_uuid_of_version_seven():
    made = new_id()

    assert (made.version, made.variant) == (7, RFC_4122)


def test_the_first_48_bits_are_the_moment_in_milliseconds():
    with time_machine.travel("2026-11-23T09:00:00.123+00:00", tick=False):
        assert new_id().int >> 80 == 1795424400123


def test_ids_sort_by_the_moment_they_were_made():
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=False) as traveller:
        made = []
        for _ in range(20):
            made.append(new_id())
            traveller.shift(0.001)

    assert made == sorted(made)


def test_ids_of_one_moment_differ_in_their_74_random_bits():
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=False):
        made = {new_id() for _ in range(1000)}

    assert len(made) == 1000
    assert len({each.int >> 64 for each in made}) > 200


@given(st.sets(st.integers(1000, 9999), max_size=4499))
def test_a_number_is_free_and_has_four_digits(taken):
    number = draw_number(taken)

    assert number not in taken
    assert len(str(number)) == 4


def test_a_series_more_than_half_full_grows_by_a_digit():
    assert len(str(draw_number(set(range(1000, 5500))))) == 5
    assert len(str(draw_number(set(range(10)), digits=1))) == 2


def test_numbers_are_drawn_not_counted():
    drawn = {draw_number(set()) for _ in range(50)}

    assert len(drawn) > 40
    assert max(drawn) - min(drawn) > 1000


def test_a_secret_holds_256_bits_and_fits_in_an_address():
    made = new_secret()

    assert len(made) == 43
    assert made.replace("-", "").replace("_", "").isalnum()
    assert made != new_secret()
