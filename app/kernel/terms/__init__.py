"""Legal terms: on which day a term ends, and why.

Pure: today is never read, days and moments come in as arguments. A deadline is a day in a
place; it ends at midnight after that day (`due_moment`). A term in hours is a moment and knows
no holidays. The event itself is not counted: a term of six weeks after Wednesday ends on
Wednesday (European Convention on the Calculation of Time-Limits, articles 3 and 4).

An *ordinary day* (here also: working day) is not a Saturday, Sunday or recognised holiday.

| rule | Algemene termijnenwet | Regulation 1182/71 |
|---|---|---|
| end on a Saturday, Sunday, holiday: runs on | article 1, paragraph 1 | article 3(4) |
| not when counting back | article 1, paragraph 2 | article 3(4) |
| holds at least two ordinary days | article 2, from three days | article 3(5), from two days |
| which days are holidays | article 3 | article 2(1) |
| not for hours, nor for long terms | article 4, a | hours only |
| not for entry into force, detention | article 4, b and c | |
| the hour of the event is not counted | | article 3(1) and 3(2)(a) |

What happens to a term on its way (`changes`) works on the count, in the order it is given: a
*suspension* stops the count, and the days that were left are counted after it (a day in which it
stood still already is not stopped twice: suspensions that overlap are one); an *extension*
counts on from where the term ended; an *adjusted length* counts anew from the start. Articles 1
and 2 look at the last day that comes of it. Article 4 speaks of the term as the law sets it, so it
looks at the length of the rule and not at what suspension and extension made of it.
"""

from app.kernel.terms.counting import TermFault, explain, explain_hours
from app.kernel.terms.days import (
    AMSTERDAM,
    FIRST_DAY,
    LAST_DAY,
    add_months,
    add_working_days,
    due_moment,
    is_plausible,
    is_working_day,
    next_working_day,
    working_days_between,
)
from app.kernel.terms.recurring import Period, nth_day
from app.kernel.terms.rules import (
    Adjustment,
    Change,
    ChangeKind,
    DayKind,
    Explanation,
    Extension,
    HoursExplanation,
    LegalSystem,
    Reason,
    SkippedDay,
    Step,
    Suspension,
    TermRule,
    TermUnit,
    change_from,
)

__all__ = [
    "AMSTERDAM",
    "FIRST_DAY",
    "LAST_DAY",
    "Adjustment",
    "Change",
    "ChangeKind",
    "DayKind",
    "Explanation",
    "Extension",
    "HoursExplanation",
    "LegalSystem",
    "Period",
    "Reason",
    "SkippedDay",
    "Step",
    "Suspension",
    "TermFault",
    "TermRule",
    "TermUnit",
    "add_months",
    "add_working_days",
    "change_from",
    "due_moment",
    "explain",
    "explain_hours",
    "is_plausible",
    "is_working_day",
    "next_working_day",
    "nth_day",
    "working_days_between",
]
