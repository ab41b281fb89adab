"""Do the tests bite: which branches of the guarded code they take, which planted faults they see.

`areas.toml` says which modules that code is, and which tests concern each part of it.
"""
