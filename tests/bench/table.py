"""The tables of `make bench`: figures as they come, then the goals and whether they are met."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.bench.goals import Figure, Goal, Limit


def print_figures(figures: dict[Figure, float], documents: int) -> None:
    """Print what was measured in a workspace of this size."""
    say(f"\n{f'with {documents:,} documents':28}{'ms, or pages in a second':>28}")
    for figure, value in figures.items():
        if figure.documents == documents:
            say(f"{figure.name:28}{value:28.2f}")


def print_goals(figures: dict[Figure, float], goals: Sequence[Goal]) -> int:
    """Print the goals beside what was measured; return 1 when one of them is not met."""
    say(f"\n{'goal':6}{'workload':28}{'documents':>11}{'beside':>28}{'x':>8}{'goal':>7}")
    missed = False
    for goal in goals:
        ratio = figures[goal.of] / figures[goal.to]
        is_met = ratio >= goal.bound if goal.is_rate else ratio <= goal.bound
        missed |= not is_met
        beside = goal.to.name
        if goal.to.documents != goal.of.documents:
            beside = f"{goal.to.documents:,} documents"
        sign = ">=" if goal.is_rate else "<="
        say(
            f"{goal.code:6}{goal.of.name:28}{goal.of.documents:11,}{beside:>28}{ratio:8.2f}"
            f"  {sign} {goal.bound}{'' if is_met else '   not met'}"
        )
    return int(missed)


def print_limits(figures: dict[Figure, float], limits: Sequence[Limit]) -> int:
    """Print what has a bound in milliseconds; return 1 when one of them is passed."""
    for limit in limits:
        is_met = figures[limit.of] <= limit.most
        say(
            f"{limit.of.name:28}{figures[limit.of]:28.1f} ms  <= {limit.most:.0f} ms"
            f"{'' if is_met else '   not met'}"
        )
    return int(any(figures[limit.of] > limit.most for limit in limits))


def say(line: str) -> None:
    """Print a line of the table as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
