"""Measurements: every workload as a ratio to the reference slice, in the same run on the same machine."""
