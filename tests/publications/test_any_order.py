"""Plan, agree, object, change the public version, let time pass, in any order.

Compared after each step with a model of a few lines that knows nothing of the product."""

from dataclasses import dataclass, field
from datetime import timedelta

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import clock
from app.kernel.errors import NotAllowed, NotFound
from app.publications.models import EntryKind

SPEAKERS = {"anna": "ijenv", "wim": "ijenv", "cora": "igj"}
STEPS = st.one_of(
    st.tuples(
        st.just("plan"),
        st.sets(st.sampled_from(["introduction", "conclusion"])).map(lambda x: tuple(sorted(x))),
        st.integers(1, 3),
    ),
    st.tuples(
        st.just("say"), st.sampled_from(sorted(SPEAKERS)), st.sampled_from([True, True, False])
    ),
    st.tuples(st.just("wait"), st.integers(1, 3), st.none()),
)


@dataclass
class Model:
    """What must hold, in days."""

    state: str = "none"
    today: int = 0
    moment: int = 0
    parts: tuple[str, ...] | None = None
    said: dict[str, bool] = field(default_factory=dict)

    def take(self, step):
        """Take a step; return whether it was allowed."""
        kind, what, more = step
        if kind == "wait":
            self.today += what
            if self.state == "planned" and self.moment <= self.today:
                agreed = all(self.said.get(each) for each in ("ijenv", "igj"))
                self.state = "published" if agreed else "held"
            return True
        if self.state == "published" or (kind == "say" and self.state == "none"):
            return False
        if kind == "say":
            self.said[SPEAKERS[what]] = more
            return True
        # Who agreed counted on the day that was planned then: an earlier one is asked anew.
        if what != self.parts or self.today + more < self.moment:
            self.said = {}
        self.state, self.parts, self.moment = "planned", what, self.today + more
        return True


def take(press, step, model, base):
    """Take the same step in the product; return whether it was allowed."""
    kind, what, more = step
    try:
        if kind == "plan":
            press.plan(base + timedelta(days=model.today + more), left_out=what)
        elif kind == "say":
            press.decide(what, agrees=more, reason="" if more else "Zo niet.")
        else:
            press.tick()
    except (NotAllowed, NotFound):
        return False
    return True


def standing(press, world):
    """Return how far it is and who said what about this very file."""
    found = press.find()
    if found is None:
        return "none", {}
    codes = {each.id: code for code, each in world.organisations.items()}
    said = {
        codes[each.organisation_id]: each.kind == EntryKind.AGREED
        for each in press.said()
        if each.number > found.since_number and each.kind in (EntryKind.AGREED, EntryKind.OBJECTED)
    }
    return found.state.value, said


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=2, max_size=9))
def test_it_is_as_the_model_says(press, transaction, world, steps):
    base, model = clock.now().replace(microsecond=0), Model()
    with transaction.undone():
        for step in steps:
            days = model.today + (step[1] if step[0] == "wait" else 0)
            with time_machine.travel(base + timedelta(days=days, seconds=5), tick=False):
                allowed = take(press, step, model, base)
            wanted = model.take(step)

            assert allowed == wanted, step
            assert standing(press, world) == (model.state, model.said), step
