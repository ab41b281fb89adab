"""Changing reports: build, freeze, sign, seal, check. Each verb has a module of its own."""
