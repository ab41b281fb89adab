"""What people say to each other beside a document, a finding, an observation or a task.

Our words: comment (opmerking), thread (gesprek: a comment and the answers to it), mention (noemen:
naming somebody with `@`, so that it stands in their Mijn werk), settle (afronden: a thread is
closed, or opened again), withdraw (intrekken: the words of a comment are gone).

We promise: a comment is for who may download its document, for comments quote, and who may only
look gets no words of a document; beside a finding, an observation or a task, for who reads it. That
is decided anew at each reading: who loses the thing loses its comments and the mentions of it. It
never gets wider than what it was written for: what was said while only the owner's organisation
read along (of a task: the one that asks it) stays with that organisation when the thing is opened
to others, and so do the answers to it. Who comments on a finding or task changes nothing in it.
A mention finds only who may read it at that moment; of anybody else we say the same as of nobody.
Words can be changed by who wrote them for a quarter of an hour, and withdrawn as long as one works
in the workspace and it is open, also when one does not read the thing any more: by the comment's
own id, without being shown anything. The log says that it happened, never what was said.
"""
