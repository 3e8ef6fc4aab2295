"""Runs programs and says how long they took and how much memory they held."""

import os
import statistics
import time
from dataclasses import dataclass, field


@dataclass
class Run:
    """One run: seconds by the clock, seconds of processors, the most memory held in bytes."""

    wall: float
    cpu: float
    rss: int


@dataclass
class Program:
    """A program and its runs so far. `codes` are the exit codes that are no failure."""

    argv: list
    codes: tuple = (0,)
    env: dict = field(default_factory=dict)
    out: str = os.devnull
    runs: list = field(default_factory=list)

    def run(self):
        """Runs it once. Memory includes what this script held when it started the program: little, and kept so."""
        write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, self.out, write, 0o644),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        start = time.perf_counter()
        pid = os.posix_spawnp(self.argv[0], self.argv, {**os.environ, **self.env}, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
        code = os.waitstatus_to_exitcode(status)
        if code not in self.codes:
            raise SystemExit(f"{' '.join(self.argv)} ended with {code}")
        self.runs.append(Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024))

    @property
    def wall(self):
        """The median, in seconds by the clock."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def fastest(self):
        """The least, in seconds by the clock: what is left of it when others use the machine as well."""
        return min(run.wall for run in self.runs)

    @property
    def cpu(self):
        """The median, in seconds of processors: the clock of one thread, whoever else uses the machine."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def rss(self):
        """The most memory that any run held, in bytes."""
        return max(run.rss for run in self.runs)


def interleave(programs, runs, seconds):
    """Runs programs turn about, so that whatever else the machine does hits all of them: each `runs` times, but no
    more often than fits into so many seconds; once at the least."""
    for turn in range(runs):
        for program in programs:
            if turn == 0 or sum(run.wall for run in program.runs) + program.runs[-1].wall <= seconds:
                program.run()
