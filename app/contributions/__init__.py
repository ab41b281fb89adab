"""One contribution asked of several authorities in one act, and what they gave.

Our words: contribution round (bijdrageronde: what is asked, what for, on which basis, of whom, by
one day), contribution (bijdrage: what one authority gives, in text or documents), to ask more (meer
organisaties vragen, while the round runs), to remind (herinneren), to end (afsluiten), to gather
(samenvoegen: to begin a report with a chapter for each contribution that was delivered).

A round binds ordinary tasks together, one for each organisation; accepting, returning, asking for
more time, delivering, sending back and confirming are those of tasks. Such a task is apart
(`tasks.models.Task.is_apart`): who asks and who is asked see it. Lead and partners see of others
only whether they delivered.

We promise: what is being written is the writer's own until it is delivered; documents stay under
their own rules, and one that who asks may not see cannot be delivered; an organisation is reminded
once a day at most; what moving the day or ending the round does is on screen before it is done. A
round that ends takes back what was not delivered; what was delivered stays. Gathered, the lead and
the partners read the texts: whoever writes one is told so.

We hear: `tasks.events.TaskMoved`. We tell nobody.
"""
