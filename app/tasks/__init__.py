"""Tasks: what one authority asks of another, before the end of a day; and the terms of a workspace.

We own: tasks with their deadline, whom they are asked of, and what became of them; named terms with
their source, the event they start at, and what happened to them on their way.

Our words: task (taak), to ask (vragen), asking organisation (vragende organisatie: judges the
delivery, may withdraw), assignee (uitvoerder: a person; without one, anybody of the organisation it
is asked of), office (functie: whoever signs, coordinates or is privacy officer for an organisation
there, at the moment itself; who takes it up becomes the assignee), to accept (aannemen), to return
(teruggeven, with a reason), to take over (zelf oppakken), to hand over (overdragen: to a colleague
of the same organisation), to deliver (opleveren), to send back (terugsturen: what was delivered is
not finished), to confirm (bevestigen), extension (meer tijd: asked with a reason and a day, given
or refused; the day before and the day after both stay), to withdraw (intrekken; undone, it is asked
again as it stood), predecessor (voorganger: must be delivered before this one can be accepted;
there may be several, never in a ring), due day (uiterlijk), term (termijn: the due day, run on past
weekends and holidays). Named term (termijn): a length with a law that counts it, and a start; start
event (gebeurtenis), to suspend (stilzetten), more time (meer tijd), temporarily adjusted policy
(tijdelijk aangepast beleid), to follow (volgen: to start at the end of another; of a task: to be
due at the end of a term, and to move along with it until it gets more time).

Checklist (afvinklijst: items, afvinken), follower (volger: a person who gets the notices of a
task), series (reeks: what comes back each week, month, quarter or year, until a day that is always
given; each time, keer, is a task of its own).

We promise: lead and partners see every task of the workspace, a guest or observer only those asked
of its own organisation; a task is asked, never ordered: it can be returned; late and at risk are
derived each time, never stored; who is asked gets one mail without content; a reason stands on the
task, never in the log. What comes back is made by the clock, one ahead, each time once.

A term says why it ends when it ends: which rule, which start, which holidays. Lead and partners see
all terms, the organisation that added one changes it, and what a change does to other terms is on
screen before it is saved. A term the law sets gets no other length by policy.

We tell: `TaskMoved`, when a task is asked, or takes a step; `TasksHandedOver`, when a colleague
gets them; `TasksMovedAlong`, when a term took them along to another day.
"""
