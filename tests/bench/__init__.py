"""Measurements: commands of their own, run by ``make bench``. No test depends on time."""
