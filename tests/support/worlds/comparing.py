"""Where an answer is not the oracle's.

What differs is told with its world, so that it can be made again by seed and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.support.oracle import FINDING
from tests.support.worlds import surfaces
from tests.support.worlds.gathering import ALL_FOR_ONE_IN, Gathering
from tests.support.worlds.surfaces import Answers


def expect_list(them: Gathering) -> Answers:
    """Every document that exists for somebody, with its level."""
    return {number: list(them.expected(number).items()) for number in range(len(them.viewers))}


def expect_list_to_some(them: Gathering) -> Answers:
    """The same, of some viewers only."""
    return {number: seen for number, seen in expect_list(them).items() if is_one_of_some(number)}


def expect_count(them: Gathering) -> Answers:
    """How many there are; nothing where there is none."""
    sizes = {number: len(levels) for number, levels in expect_list(them).items()}
    return {number: [("count", size)] for number, size in sizes.items() if size}


def expect_load(them: Gathering) -> Answers:
    """Those asked for that exist."""
    found = {}
    for number, probes in them.probes.items():
        levels = them.expected(number)
        found[number] = [(each, levels[each]) for each in probes if each in levels]
    return found


def expect_explanation(them: Gathering) -> Answers:
    """By document: what every member of a participant may, those who see nothing included."""
    found: Answers = defaultdict(list)
    for world in them.worlds:
        oracle = world.oracle
        for key, it in oracle.documents.items():
            found[key] += [
                (person, oracle.level(person, key))
                for (place, person), (organisation, _role) in oracle.memberships.items()
                if place == it.workspace and oracle.participations[place, organisation]
            ]
    return found


def expect_explanation_of_some(them: Gathering) -> Answers:
    """The same, of some documents only."""
    return {
        key: told for key, told in expect_explanation(them).items() if surfaces.is_one_of_some(key)
    }


def expect_wall(them: Gathering) -> Answers:
    """Every document that exists for somebody."""
    return {
        number: [(each, 0) for each in them.expected(number)] for number in range(len(them.viewers))
    }


def expect_wall_to_some(them: Gathering) -> Answers:
    """The same, of some viewers only."""
    return {number: seen for number, seen in expect_wall(them).items() if is_one_of_some(number)}


def is_one_of_some(number: int) -> bool:
    """Tell whether a viewer is asked when only some are."""
    return number % ALL_FOR_ONE_IN == 0


def expect_around(them: Gathering) -> Answers:
    """Versions and texts of documents, folders, and what may be cited; for one in eight."""
    found: Answers = defaultdict(list)
    for number, (world, viewer) in enumerate(them.viewers):
        if not is_one_of_some(number):
            continue
        oracle, levels = world.oracle, them.expected(number)
        found[number] += [(("version", each), 0) for each in levels]
        found[number] += [(("text", each), 0) for each in oracle.finds_text_of(viewer, levels)]
        found[number] += [(("folder", each), 0) for each in oracle.knows_folders(viewer, levels)]
        known = [each for each in oracle.documents if oracle.level_of(viewer, each) >= FINDING]
        found[number] += [(("citable", each), 0) for each in known]
    return found


def expect_search(them: Gathering) -> Answers:
    """By a word of all titles, what is seen; by a word of texts, what may be taken along.

    Words of the text are shown of the latter only.
    """
    found: Answers = {}
    for number in them.looking:
        world, viewer = them.viewers[number]
        levels = them.expected(number)
        with_text = world.oracle.finds_text_of(viewer, levels)
        seen = with_text if them.is_by_text(world) else levels
        found[number] = [(each, int(each in with_text)) for each in seen]
    return found


def expect_looked_up(them: Gathering) -> Answers:
    """The same, without words."""
    return {key: [(each, 0) for each, _told in one] for key, one in expect_search(them).items()}


SURFACES: dict[str, tuple[Callable[[Gathering], Answers], Callable[[Gathering], Answers]]] = {
    "list": (surfaces.listed, expect_list),
    "lines": (surfaces.drawn, expect_wall),
    "count": (surfaces.counted, expect_count),
    "load": (surfaces.loaded, expect_load),
    "explanation": (surfaces.explained, expect_explanation),
    "row security": (surfaces.walled, expect_wall),
    "row security around it": (surfaces.walled_around, expect_around),
    "search": (surfaces.searched, expect_search),
    "the database's search": (surfaces.looked_up, expect_looked_up),
    "search behind row security": (surfaces.searched_behind_the_wall, expect_search),
}
"""What is shown, and what the oracle says should be."""
SOONER = {
    "list to some": (surfaces.listed_to_some, expect_list_to_some),
    "explanation of some": (surfaces.explained_of_some, expect_explanation_of_some),
    "row security to some": (surfaces.walled_to_some, expect_wall_to_some),
}
"""Part of a surface, to be asked before the whole: most faults show there; the whole is slow."""
EVERY = SURFACES | SOONER


class Comparing:
    """The answers of a gathering beside what the oracle says, which is worked out once."""

    def __init__(self, them: Gathering) -> None:
        self.them = them
        self._expected: dict[str, dict[object, list[str]]] = {}

    def differences(self, *names: str) -> Iterator[str]:
        """Tell, surface by surface, for whom something else is shown than should be.

        Args:
            names: of the surfaces to look at; all of them when left out.
        """
        for name in names or tuple(SURFACES):
            ask, _expect = EVERY[name]
            shown, wanted = _sorted(ask(self.them)), self._wanted(name)
            for key in (key for key in {**shown, **wanted} if shown.get(key) != wanted.get(key)):
                yield self._told(name, key, shown.get(key, []), wanted.get(key, []))

    def _wanted(self, name: str) -> dict[object, list[str]]:
        if name not in self._expected:
            self._expected[name] = _sorted(EVERY[name][1](self.them))
        return self._expected[name]

    def _told(self, name: str, key: object, shown: list[str], wanted: list[str]) -> str:
        if isinstance(key, int):
            world, viewer = self.them.viewers[key]
            about = f"world {world.number}, {viewer}"
        else:
            about = f"document {key}"
        more, less = sorted(set(shown) - set(wanted)), sorted(set(wanted) - set(shown))
        return f"{name}: {about}: shows {more or 'nothing more'}, lacks {less or 'nothing'}"


def _sorted(answers: Answers) -> dict[object, list[str]]:
    """Return answers that can be compared; who is shown nothing is left out."""
    return {key: sorted(map(repr, found)) for key, found in answers.items() if found}
