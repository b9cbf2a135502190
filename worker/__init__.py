"""Celery around the line: thin tasks, the sweeper, the supervisor of `make run`, `manage.py`."""
