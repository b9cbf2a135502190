"""The whole of `make run`: check, prepare, start, follow, report, serve, stop."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.db import close_old_connections

from cms.harvest import jobs, reconcile
from cms.harvest.models import OPEN_STATES, Job, JobState
from cms.portals.models import Portal
from cms.portals.services import PortalError, add_portal, allow_named_address
from settings.env import broker_socket
from worker.supervisor import checks, programs
from worker.supervisor.children import Child, Program, stop_all
from worker.supervisor.options import DEFAULT_SEED, RunOptions, StartError
from worker.supervisor.prepare import ADMIN, make_admin, prepare
from worker.supervisor.screen import Screen, view_of

LOOK_S = 0.3
SAMPLE_NAME = "Cổng mẫu"


class Line:
    """One run on one data folder."""

    def __init__(
        self,
        options: RunOptions,
        *,
        var: Path,
        screen: Screen,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._var = var
        self._screen = screen
        self._clock = clock
        self._children: list[Child] = []

    def run(self) -> int:
        """Return the exit status: 0 where the reconciliation holds, or after serving.

        Raises StartError for what the operator must mend first; then nothing was started.
        """
        options = self._options
        checks.check_port(options.port)
        checks.check_disk(self._var)
        if options.portal:
            checks.check_portal(options.portal)
        with checks.hold(self._var), _ends_politely():
            try:
                return self._work()
            except KeyboardInterrupt:
                return 0 if options.serve else 130
            finally:
                self._screen.close()
                stop_all(self._children, clock=self._clock)

    def _work(self) -> int:
        self._screen.say(f"Preparing {self._var} ...")
        prepare()
        password = make_admin()
        home = self._start_children()
        portal = self._add_portal(home)
        self._screen.say(f"Admin and API answer on {self._address('/')} while the line works.")
        self._screen.say(f"Harvesting {portal.name} from {portal.home}")
        arguments = {"limit": self._options.limit} if self._options.limit else {}
        first = jobs.request("crawl", portal=portal, arguments=arguments)
        self._follow(portal, first=first.pk)
        self._screen.close()
        holds = self._report(portal, first=first.pk)
        self._say_where(password)
        if self._options.serve:
            self._serve()
        return 0 if holds else 1

    def _start_children(self) -> str:
        """Start all; return the address of the portal to harvest."""
        environment = programs.environment_of(self._options, var=self._var)
        programs.stop_left_over_broker(broker_socket(self._var))
        self._start(programs.broker(self._var, environment))
        self._children[0].wait_until_ready()
        home = self._options.portal
        if not home:
            port = programs.kept_port(self._var / "sample" / f"port-{self._options.sample_seed}")
            home = f"http://{programs.HOST}:{port}/"
            log = self._var / "sample" / f"access-{self._options.sample_seed}.jsonl"
            seed = self._options.sample_seed
            self._start(programs.sample_portal(port, seed, environment, access_log=log))
        for program in programs.workers(environment):
            self._start(program)
        self._start(programs.web(self._options, environment))
        for child in self._children:
            child.wait_until_ready()
        return home

    def _start(self, program: Program) -> None:
        child = Child(program, folder=self._var, clock=self._clock)
        self._children.append(child)
        child.start()

    def _add_portal(self, home: str) -> Portal:
        seed = self._options.sample_seed
        slug = "" if self._options.portal else "sample"
        if slug and seed != DEFAULT_SEED:
            slug = f"{slug}-{seed}"
        try:
            portal = add_portal(home, slug=slug, name="" if self._options.portal else SAMPLE_NAME)
        except PortalError as error:
            raise StartError(str(error)) from error
        # The address was named on this machine's command line: it may be a private one.
        allow_named_address(portal, home)
        return portal

    def _follow(self, portal: Portal, *, first: int) -> None:
        """Show the portal's jobs until none is open."""
        while True:
            close_old_connections()
            rows = Job.objects.filter(portal=portal, pk__gte=first).order_by("pk")
            views = [view_of(row) for row in rows]
            self._screen.show(views)
            if not any(view.state in OPEN_STATES for view in views):
                return
            self._tend()

    def _tend(self) -> None:
        for child in self._children:
            said = child.tend()
            if said:
                self._screen.say(said)
        time.sleep(LOOK_S)

    def _report(self, portal: Portal, *, first: int) -> bool:
        sheet = reconcile.report(portal)
        self._screen.say(sheet.as_text())
        undone = Job.objects.filter(portal=portal, pk__gte=first).exclude(state=JobState.DONE)
        for job in undone.order_by("pk"):
            self._screen.say(f"{job.kind} {job.state}: {job.reason}")
        return bool(sheet.holds) and not undone.exists()

    def _say_where(self, password: str) -> None:
        self._screen.say(f"Admin  {self._address('/admin/')}")
        if password:
            self._screen.say(f"       user {ADMIN}, password {password} (shown this once)")
        self._screen.say(f"API    {self._address('/api/v1/docs')}")
        self._screen.say(f"Logs   {self._var / 'log'}")

    def _serve(self) -> None:
        self._screen.say("Serving until Ctrl-C.")
        while True:
            self._tend()

    def _address(self, path: str) -> str:
        return f"http://{programs.HOST}:{self._options.port}{path}"


@contextmanager
def _ends_politely() -> Iterator[None]:
    """Make SIGTERM and a closed terminal the same as Ctrl-C, and let none cut short the stop."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
