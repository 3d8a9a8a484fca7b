# SPDX-License-Identifier: MIT
"""How far a set of machines is, on standard error: a bar with the time left on
a terminal, else a line for each machine that has ended. Which one ends first,
and when, is the host's affair: nothing of it gets into a report."""

import sys
import time

BAR = 24


def duration(seconds):
    """SECONDS for people."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


class Progress:
    """To be called as exp_run.run_each calls its progress."""

    def __init__(self, runs, out=sys.stderr, clock=time.monotonic):
        self.effort = {run.name: run.effort for run in runs}
        self.left = sum(self.effort.values())
        self.done_effort = 0
        self.out, self.clock = out, clock
        self.begun = clock()
        self.terminal = out.isatty()

    def _remaining(self):
        """Host seconds that are left, by what the effort so far took."""
        if not self.done_effort:
            return None
        return (self.clock() - self.begun) * self.left / self.done_effort

    def __call__(self, run, done, total, kept=False, failed=None):
        self.left -= self.effort[run.name]
        if not kept:
            self.done_effort += self.effort[run.name]
        left = self._remaining()
        text = "" if left is None else f"about {duration(left)} left"
        if failed:
            self._failure(failed)
        if self.terminal:
            self._bar(run, done, total, text)
        elif not kept:
            self.out.write(f"  [{done:>3}/{total}] {run.title}"
                           f"{text and f' ({text})'}\n")
        elif done == total:
            self.out.write(f"  all {total} machines kept from before\n")
        self.out.flush()

    def _failure(self, failed):
        clear = "\r\x1b[K" if self.terminal else ""
        self.out.write(f"{clear}  FAILED: machine {failed.name}: "
                       f"{failed.why}\n")

    def _bar(self, run, done, total, text):
        filled = BAR * done // total
        end = "\n" if done == total else ""
        self.out.write(f"\r\x1b[K[{'#' * filled:<{BAR}}] {done}/{total} "
                       f"{text}  {run.title[:28]}{end}")
