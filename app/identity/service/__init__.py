"""Changing things around people: signing in, sessions, invitations, settings, tokens."""
