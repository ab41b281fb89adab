"""The tests, one folder per feature; `support` holds what they share."""
