"""What `make run` is: it checks, starts what the line needs, watches it, and stops it."""
