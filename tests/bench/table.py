"""The table of `make bench`: figures first, then the goals and whether they are met."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.bench.goals import Figure, Goal


def print_table(figures: dict[Figure, float], goals: Sequence[Goal]) -> int:
    """Print what was measured beside the goals; return 1 when one of them is not met."""
    say(f"\n{'workload':28}{'documents':>11}{'ms, or pages/s':>16}")
    for figure, value in figures.items():
        say(f"{figure.name:28}{figure.documents:11,}{value:16.2f}")
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


def say(line: str) -> None:
    """Print a line of the table as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
