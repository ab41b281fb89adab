"""Measurements: every workload as a ratio to the reference slice, measured in the same run."""
