"""Desk: Mijn werk, what waits for whom across everything.

We own no rows. We put side by side what the features below know: my open tasks, the reports that
wait for my signature, and what happened in my workspaces since my previous visit.

Our words: desk (Mijn werk), brief (the sentence on top that says what to do first), happening
(gebeurtenis: one entry of a log, told as a sentence), figures (cijfers: how many of what stand
where), shell (the frame of every signed-in page).

We promise: what is not visible to a person is in no list and no count here; the number of
statements does not grow with the number of rows.
"""
