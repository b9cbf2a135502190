"""Celery's settings, in its own names. The numbers were measured: docs/decisions/0002-jobs.md."""

from __future__ import annotations

HARD_LIMIT_S = 6 * 3600
broker_transport_options = {
    # Above the hard limit: a task longer than this is delivered again while it still runs.
    "visibility_timeout": HARD_LIMIT_S + 1800,
    # With the defaults (10 and 10) what a killed worker held comes back after 100 s, so in 5.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "health_check_interval": 25,
    # With the defaults a publisher tries for 6 s to reach a broker that is away.
    "max_retries": 0,
}
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
# A publisher must not hang where the broker is away: the sweeper sends what was not sent.
task_publish_retry = False

task_default_queue = "upkeep"
task_queues: dict[str, dict[str, str]] = {"crawl": {}, "ingest": {}, "assets": {}, "upkeep": {}}
task_create_missing_queues = False
task_acks_late = True
task_reject_on_worker_lost = True
task_ignore_result = True
task_store_errors_even_if_ignored = False
task_time_limit = HARD_LIMIT_S
task_serializer = "json"
result_serializer = "json"
accept_content = ["json"]
enable_utc = True

worker_prefetch_multiplier = 1
worker_send_task_events = False
# The job table knows what runs; a task whose broker went away goes on.
worker_cancel_long_running_tasks_on_connection_loss = False
worker_max_tasks_per_child = 500
worker_hijack_root_logger = False

beat_scheduler = "celery.beat.Scheduler"
SWEEP_INTERVAL_S = 3.0
WEBHOOK_INTERVAL_S = 5.0
beat_schedule = {
    "sweep": {
        "task": "worker.sweep",
        "schedule": SWEEP_INTERVAL_S,
        # Sweeps that found no worker must not pile up.
        "options": {"queue": "upkeep", "expires": SWEEP_INTERVAL_S},
    },
    "webhooks": {
        "task": "worker.send_webhooks",
        "schedule": WEBHOOK_INTERVAL_S,
        "options": {"queue": "upkeep", "expires": WEBHOOK_INTERVAL_S},
    },
}
