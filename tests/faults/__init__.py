"""Faults put into runs of the whole line: see ``python -m tests.faults --help``."""
