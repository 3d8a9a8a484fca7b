# SPDX-License-Identifier: MIT
"""What the scheduler did in a run, as intervals, from the machine's trace.

    schedule = Schedule(read_events(trace), "load")
    schedule.stays      who was on which core, from when to when
    schedule.waits      who could have run and did not, from when to when

Times are nanoseconds of lab time. The events come from `convoy-trace json`,
which has checked what the guest left in its memory; here they are bounded and
checked again, because a policy under test may have written anything there.
Judging is grade_measure.py's business.
"""

import json
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatchcase

from machine import TRACE_TOOL

EVENTS_MAX = 2_000_000      # of a trace: more is no lab's
OUTPUT_MAX = 500 << 20      # bytes of convoy-trace's text
DECODER_SECONDS = 300       # a hang detector
MAIN = 1                    # the program's first thread


class TraceError(Exception):
    """The trace cannot be read, or is not what a kernel writes."""


@dataclass(frozen=True)
class Stay:
    """One stay of a thread on a core. state: Linux's letter of what it became
    (R: it was taken off, or yielded); "" if the trace ends before."""
    core: int
    tid: int
    begin: int
    end: int
    state: str


@dataclass(frozen=True)
class Wait:
    """A thread was ready and had no core. woken: since a wake-up (or since it
    was made); else since it was taken off a core."""
    tid: int
    begin: int
    end: int
    woken: bool


def decode(trace):
    """The lines of `convoy-trace json` for the file TRACE."""
    with subprocess.Popen([TRACE_TOOL, "json", trace], text=True,
                          errors="replace", stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as tool:
        size = 0
        try:
            for line in tool.stdout:
                size += len(line)
                if size > OUTPUT_MAX:
                    raise TraceError("the trace is larger than any lab's")
                yield line
        finally:
            tool.kill()


WANTED = ("sched_switch", "sched_waking", "sched_process_exit", "task_rename",
          "sched_policy", "print", "sched_process_fork")
READS = (0,)                # number of read(2)
WRITES = (1, 20)            # numbers of write(2) and writev(2)
# What the lines of the ends of those calls hold.
CALL_LINES = tuple(f'"sys_exit", "nr": {number},' for number in READS + WRITES)


def read_events(trace):
    """The scheduler's events in the file TRACE, in machine order."""
    events = []
    for line in decode(trace):
        if not any(name in line for name in WANTED + CALL_LINES):
            continue
        event = json.loads(line)
        if event["event"] in (*WANTED, "sys_exit"):
            events.append(event)
        if len(events) > EVENTS_MAX:
            raise TraceError("the trace has more events than any lab's")
    return events


class Schedule:
    """The stays and waits of a run. MARK: what the program calls its window
    (B|1|MARK ... E|1 in trace_marker)."""

    def __init__(self, events, mark="load"):
        self.stays = []
        self.waits = []
        self.names = {}             # tid to its last name
        self.ends = {}              # tid to when it ended
        self.policies = []          # (when, name), as they took over
        self.writes = []            # when one of its threads wrote something
        self.replies = []           # a Wait from each write to the next read;
                                    # not woken: there was none
        self.stats = []             # of each thread: grade_gil.py
        self.marks = {}             # name to [begin, end] of its first use
        self.begin = 0              # of the window: the program's mark, or all
        self.end = 0
        self._on = {}               # core to (tid, since)
        self._ready = {}            # tid to (since, woken)
        self._written = {}          # tid to when it last wrote
        self._woken_early = set()   # woken before they had left their core
        for event in events:
            self._take(event)
            self.end = max(self.end, event["time_ns"])
        self._close()
        self._find_marks(events)
        self.begin, self.end = self.marks.get(mark, (0, self.end))
        self.stays.sort(key=lambda stay: (stay.begin, stay.core))
        self.waits.sort(key=lambda wait: (wait.begin, wait.tid))

    # ---- from events to intervals ----

    def _take(self, event):
        kind, now = event["event"], event["time_ns"]
        if kind == "sched_switch":
            self._switch(event, now)
        elif kind == "sched_waking":
            self._wake(event["pid"], now)
        elif kind == "sched_process_exit":
            self.ends[event["pid"]] = now
        elif kind == "task_rename":
            self.names[event["pid"]] = event["comm"]
        elif kind == "sched_policy":
            self.policies.append((now, event["name"]))
        elif kind == "sys_exit" and event["ret"] > 0:
            self._end_call(event["lwp"], event["nr"], now)
        if event["lwp"]:
            self.names.setdefault(event["lwp"], event["name"])

    def _switch(self, event, now):
        core, leaves, comes = event["core"], event["lwp"], event["next_pid"]
        tid, since = self._on.pop(core, (leaves, now))
        if tid:
            self.stays.append(Stay(core, tid, since, now,
                                   event["prev_state"]))
            early = tid in self._woken_early
            self._woken_early.discard(tid)
            if event["prev_state"] == "R" or early:
                self._ready[tid] = now, early
        if comes:
            begin, woken = self._ready.pop(comes, (now, False))
            if now > begin:
                self.waits.append(Wait(comes, begin, now, woken))
            self._on[core] = comes, now

    def _end_call(self, tid, number, now):
        if number in WRITES:
            self.writes.append(now)
            self._written[tid] = now
        elif tid in self._written:
            self.replies.append(Wait(tid, self._written.pop(tid), now, True))

    def _wake(self, tid, now):
        if any(tid == on for on, _ in self._on.values()):
            self._woken_early.add(tid)
        else:
            self._ready.setdefault(tid, (now, True))

    def _close(self):
        """What the end of the trace cut off."""
        for core, (tid, since) in self._on.items():
            self.stays.append(Stay(core, tid, since, self.end, ""))
        for tid, (since, woken) in self._ready.items():
            if self.end > since:
                self.waits.append(Wait(tid, since, self.end, woken))
        for tid, since in self._written.items():
            self.replies.append(Wait(tid, since, self.end, False))

    def _find_marks(self, events):
        """Marks end in the reverse order of their begin: E|1, after which
        there may be the name."""
        open_ones = []
        for event in events:
            if event["event"] != "print":
                continue
            if event["buf"].startswith("B|1|"):
                open_ones.append((event["buf"][4:], event["time_ns"]))
            elif event["buf"].startswith("E|1") and open_ones:
                name, begin = open_ones.pop()
                self.marks.setdefault(name, [begin, event["time_ns"]])
        for name, begin in open_ones:
            self.marks.setdefault(name, [begin, self.end])

    # ---- questions ----

    def name(self, tid):
        """What to call the thread TID, as printable text."""
        name = self.names.get(tid, f"thread {tid}")
        return "".join(c if c.isprintable() else "?" for c in name)

    def threads(self, pattern):
        """The tids of those whose name matches PATTERN, in order. `*` is all
        but the program's first thread, or that one if it is alone."""
        known = sorted(tid for tid in self.names if tid)
        if pattern == "*":
            return [tid for tid in known if tid != MAIN] or known
        return [tid for tid in known if fnmatchcase(self.name(tid), pattern)]

    def stays_of(self, tids, until=None):
        """Their stays, cut to the window (to UNTIL if given)."""
        return self._cut(self.stays, tids, until)

    def waits_of(self, tids):
        """Their waits, cut to the window."""
        return self._cut(self.waits, tids, None)

    def _cut(self, spans, tids, until):
        until = self.end if until is None else until
        wanted = set(tids)
        return [type(span)(**{**vars(span), "begin": max(span.begin,
                                                          self.begin),
                              "end": min(span.end, until)})
                for span in spans if span.tid in wanted
                and span.end > self.begin and span.begin < until]

    def first_end(self, tids):
        """When the first of them ended, or the window did."""
        return min([self.ends.get(tid, self.end) for tid in tids]
                   + [self.end])
