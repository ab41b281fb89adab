"""Notifications: what reaches whom and how, in the app and by mail.

We own: notices (one line per person and thing), reminders (made once, whatever fails), mailings
(one mail for a person at a chosen hour), and what each person chose.

Our words: notice (bericht), reason (waarom: because it is asked of you …), reminder (herinnering),
moment (how many days before or after the last day), mailing (verzamelmail: one mail with a line for
each thing), deputy (vervanger: who gets the reminders of somebody who is away), coordinator (of the
organisation: is told when something is late).

We promise: what one may no longer see is in no notice, no count and no mail, decided anew at each
reading and at the moment of sending. A mail holds no content: what kind of thing, the
reference number of the workspace, by when, a link. A reminder is made once for each (thing, last
day, moment, person), and its mail leaves with a name of its own that stays the same when it is sent
again. Reminders are on until somebody chooses otherwise; of what is late others hear whatever was
chosen. Terms of the law are told as tasks are; those in hours when they begin, when they are nearly
over and when they are over, in quiet hours too. A mail that an address refuses for good is not
tried for ever: it waits for the next one, and people hear that the address does not work.

We tell nobody.
"""
