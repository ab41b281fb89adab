"""Does one order explain what everybody saw and did? Knows nothing of the product.

As Elle does for lists that grow: each change of a thing adds a token of its own, so what stands at
the end tells the order of its changes. From that follow the edges between acts: a change comes
after the one it goes on from (ww), who saw a change comes after it (wr), who did not see it yet
comes before it (rw), and what had ended before another began comes before that. When these edges
go in a circle, no order explains what was seen: a change was lost, or half of something was seen,
or something old after something new. Source: K. Kingsbury and P. Alvaro, *Elle* (VLDB 2020).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter


@dataclass(slots=True)
class Act:
    """What one client did, and what it saw of the things: their versions in one look.

    Args:
        ended: infinite when the answer was lost, so that nobody knows whether it came about.
        token: what it added, when it is a change.
        made: the version the answer told, when it came: that of the change, or of one after it,
            since an answer tells how the thing stands when it is made.
        sight: whether it saw, as somebody else, the thing that stands open after every odd change.
    """

    client: int
    began: float
    ended: float = math.inf
    saw: dict[str, int] = field(default_factory=dict)
    thing: str = ""
    token: str = ""
    made: int | None = None
    sight: tuple[str, bool] | None = None

    @property
    def is_known(self) -> bool:
        """True when its answer came."""
        return self.ended < math.inf


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands at the end.

    Args:
        begin: the version of each thing before the history began.
        tokens: what was added to each thing, in its order.
        log: of which thing each line of the log is, oldest first; of those that have a line for
            each change.
        logged: which those are.
    """

    begin: Mapping[str, int]
    tokens: Mapping[str, Sequence[str]]
    log: Sequence[str]
    logged: Collection[str]


def faults_of(acts: Sequence[Act], ending: Ending) -> list[str]:
    """Say everything that no order explains; empty when one order explains all."""
    versions = {
        (thing, token): ending.begin[thing] + place
        for thing, tokens in ending.tokens.items()
        for place, token in enumerate(tokens, start=1)
    }
    newest = {thing: ending.begin[thing] + len(tokens) for thing, tokens in ending.tokens.items()}
    faults = [f"{name} stands there twice" for name in _doubles(ending)]
    changes: dict[tuple[str, int], Act] = {}
    looks: list[Act] = []
    for act in acts:
        version = versions.get((act.thing, act.token))
        if act.token and version is None and act.is_known:
            faults.append(f"the change {act.token} of {act.thing} was lost")
        elif act.token and version is not None:
            changes[act.thing, version] = act
            if not act.is_known or act.made is None:
                continue
            if not version <= act.made <= newest[act.thing]:
                faults.append(f"{act.token} was told version {act.made} and is {version}")
            looks.append(Act(act.client, act.began, act.ended, {act.thing: act.made}))
    faults += [
        f"nobody made {token} of {thing}"
        for (thing, token), version in versions.items()
        if (thing, version) not in changes
    ]
    # Where something was lost or made by nobody, the numbers below mean nothing.
    if faults:
        return faults
    return (
        _order_faults([*acts, *looks], changes)
        + _log_faults(changes, ending)
        + list(_sight_faults(acts, changes, ending))
    )


def _doubles(ending: Ending) -> list[str]:
    return [
        token
        for tokens in ending.tokens.values()
        for token in set(tokens)
        if list(tokens).count(token) > 1
    ]


def _order_faults(acts: Sequence[Act], changes: Mapping[tuple[str, int], Act]) -> list[str]:
    """Look for a circle among the acts that came about."""
    happened = [act for act in acts if act.is_known] + [
        act for act in changes.values() if not act.is_known
    ]
    before: dict[int, set[int]] = {id(act): set() for act in happened}
    for (thing, version), act in changes.items():
        _after(before, act, changes.get((thing, version - 1)))
    for act in happened:
        for thing, version in act.saw.items():
            _after(before, act, changes.get((thing, version)))
            following = changes.get((thing, version + 1))
            if following is not None and following is not act:
                _after(before, following, act)
        for other in happened:
            if other.ended < act.began:
                _after(before, act, other)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as circle:
        named = {id(act): act for act in happened}
        told = " -> ".join(f"{named[each].client}:{named[each].saw}" for each in circle.args[1])
        return [f"no order explains {told}"]
    return []


def _after(before: dict[int, set[int]], act: Act, other: Act | None) -> None:
    if other is not None and other is not act:
        before[id(act)].add(id(other))


def _log_faults(changes: Mapping[tuple[str, int], Act], ending: Ending) -> list[str]:
    """Hold the log to the changes: each has one line, and the lines stand in a possible order."""
    faults = [
        f"{thing} was changed {len(tokens)} times and the log tells {ending.log.count(thing)}"
        for thing, tokens in ending.tokens.items()
        if thing in ending.logged and ending.log.count(thing) != len(tokens)
    ]
    if faults:
        return faults
    counted = dict(ending.begin)
    in_order: list[Act] = []
    for thing in ending.log:
        counted[thing] += 1
        in_order.append(changes[thing, counted[thing]])
    return [
        f"the log tells {late.token} before {early.token}, which had ended before it began"
        for early, late in _wrong_way_round(in_order)
    ]


def _wrong_way_round(in_order: Sequence[Act]) -> list[tuple[Act, Act]]:
    return [
        (second, first)
        for place, first in enumerate(in_order)
        for second in in_order[place + 1 :]
        if second.ended < first.began
    ]


def _sight_faults(
    acts: Sequence[Act], changes: Mapping[tuple[str, int], Act], ending: Ending
) -> Iterator[str]:
    """Find who saw what was closed all the time they looked, or did not see what was open."""
    for act in acts:
        if act.sight is None:
            continue
        thing, saw = act.sight
        first, count = ending.begin[thing], len(ending.tokens[thing])
        possible = {
            place % 2 == 1
            for place in range(count + 1)
            if _may_stand(changes, thing, first + place, act)
        }
        if saw not in possible:
            yield f"{act.client} {'saw' if saw else 'did not see'} {thing}"


def _may_stand(changes: Mapping[tuple[str, int], Act], thing: str, version: int, act: Act) -> bool:
    """Tell whether a version can have been the newest at some moment of an act."""
    made, following = changes.get((thing, version)), changes.get((thing, version + 1))
    has_begun = made is None or made.began < act.ended
    is_over = following is not None and following.ended < act.began
    return has_begun and not is_over
