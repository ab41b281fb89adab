"""Search (zoeken): a word, in everything the reader may see, across workspaces.

We own the text of documents (`models.DocumentText`), read out of their files by a job of the worker
in a process with little time and memory; never in a web process. Titles, and the texts of tasks,
observations, findings and reports, stay with their own features: we search the words that the
database keeps in an index beside each table.

Our words: hit (treffer), snippet (fragment: a few words around what was found), asked (what was
typed, in words the database understands), read a text (de tekst van een document lezen), counts
(aantallen: how many hits each way to narrow a search leaves).

We promise: what you may not see is in no hit, count or snippet, and takes nobody's place in the
list. Each feature's own condition decides, row security decides once more, and the one function of
the database that looks in the indexes restates the same rule. At level *finding* a document is not
found. Of data of AVG 9 and 10 and under the Wpg only the title is searched, by who sees it: their
text is in no index, and leaves it in the transaction in which such a mark is set. Only the current
version is searched. The text of a file stands readable in the database, where the file itself is
sealed: who destroys a document takes its row here along. A common word costs no more than
`queries.MOST` newest things of each kind.

Words stand in the address (`?q=`): a search can be kept, shared and gone back to, also without
JavaScript, which a form sent by POST would lose. So they are kept out of what we can keep them out
of: we write no log of addresses, they are left behind on the way to sign-in, and the page of a
search gives browsers no address to tell on (Referrer-Policy). Whoever puts a proxy in front has it
log no query strings (README).

We hear: `documents.events.ContentToRead`.
"""
