# SPDX-License-Identifier: MIT
"""What can be measured in a Schedule: the functions of a lab's tests.

Each takes a Schedule and patterns of threads' names (`A`, `cpu*`; `*` is all
but the program's first) and gives a Measure: a number, or a time in ns, with
the moment that explains it, for the timeline in the report. All look at the
window between the program's marks.
"""

from dataclasses import dataclass

from grade_expr import ExpressionError
from grade_trace import MAIN


@dataclass(frozen=True)
class Measure:
    """A value; where in lab time (ns) to look; what is seen there."""
    value: float
    begin: int
    end: int
    text: str


FUNCTIONS = {}      # name to the function
TIMES = {}          # name to 1 if it gives a time
HELP = {}           # name to what it measures


def measured(time):
    """Register a function; TIME: it gives a time in ns."""
    def register(function):
        FUNCTIONS[function.__name__] = function
        TIMES[function.__name__] = int(time)
        HELP[function.__name__] = " ".join(function.__doc__.split())
        return function
    return register


def ms(time):
    """TIME in ns for people."""
    return f"{time / 1e6:.3f} ms"


def threads(schedule, patterns):
    """The tids that PATTERNS name."""
    return sorted({tid for pattern in patterns
                   for tid in schedule.threads(pattern)})


def longest(schedule, spans, what):
    """The Measure of the longest of SPANS."""
    if not spans:
        return Measure(0, schedule.begin, schedule.end, f"no {what}")
    top = max(spans, key=lambda span: span.end - span.begin)
    return Measure(top.end - top.begin, top.begin, top.end,
                   f"{schedule.name(top.tid)}: {what} from {ms(top.begin)} "
                   f"to {ms(top.end)}")


def whole(schedule, value, text):
    """A Measure about the whole window."""
    return Measure(value, schedule.begin, schedule.end, text)


# ---- waiting ----

@measured(time=True)
def max_wait(schedule, *patterns):
    """the longest time that one of them was ready and had no core"""
    waits = schedule.waits_of(threads(schedule, patterns))
    return longest(schedule, waits, "ready, without a core")


@measured(time=True)
def max_delay(schedule, *patterns):
    """the longest time from a wake-up until the one woken ran"""
    waits = [wait for wait in schedule.waits_of(threads(schedule, patterns))
             if wait.woken]
    return longest(schedule, waits, "woken, without a core")


@measured(time=True)
def mean_delay(schedule, *patterns):
    """the mean time from a wake-up until the one woken ran; a wake-up that
    finds a free core counts as 0"""
    tids = threads(schedule, patterns)
    waits = [wait for wait in schedule.waits_of(tids) if wait.woken]
    total = sum(wait.end - wait.begin for wait in waits)
    mean = total / (wakes(schedule, *patterns).value or 1)
    worst = longest(schedule, waits, "woken, without a core")
    return Measure(mean, worst.begin, worst.end,
                   f"the longest: {worst.text}")


@measured(time=False)
def wakes(schedule, *patterns):
    """how often they slept and came back"""
    tids = threads(schedule, patterns)
    slept = [stay for stay in schedule.stays_of(tids) if stay.state == "S"]
    return whole(schedule, len(slept), f"{len(slept)} sleeps")


# ---- running ----

@measured(time=True)
def ran(schedule, *patterns):
    """how long they were on a core, together"""
    stays = schedule.stays_of(threads(schedule, patterns))
    total = sum(stay.end - stay.begin for stay in stays)
    return whole(schedule, total, f"{', '.join(patterns)} ran {ms(total)}")


@measured(time=False)
def share(schedule, *patterns):
    """their part of the time of all threads, until the first thread of the
    program ends (so long all want to run)"""
    everybody = schedule.threads("*")
    until = schedule.first_end(everybody)
    parts = {tid: 0 for tid in everybody}
    for stay in schedule.stays_of(everybody, until):
        parts[stay.tid] += stay.end - stay.begin
    mine = sum(parts.get(tid, 0) for tid in threads(schedule, patterns))
    return Measure(mine / (sum(parts.values()) or 1), schedule.begin, until,
                   f"{', '.join(patterns)} ran {ms(mine)} until "
                   f"{ms(until)}, when the first thread ended")


@measured(time=True)
def end(schedule, *patterns):
    """when the last of them ended, counted from the program's mark"""
    last = max([schedule.ends.get(tid, schedule.end)
                for tid in threads(schedule, patterns)] + [schedule.begin])
    return Measure(last - schedule.begin, schedule.begin, last,
                   f"{', '.join(patterns)} ended at {ms(last)}")


@measured(time=True)
def first_run(schedule, *patterns):
    """when the first of them first ran, counted from the program's mark"""
    begins = [stay.begin for stay in
              schedule.stays_of(threads(schedule, patterns))]
    first = min(begins, default=schedule.end)
    return Measure(first - schedule.begin, schedule.begin, first,
                   f"{', '.join(patterns)} first ran at {ms(first)}")


@measured(time=True)
def printed(schedule, number):
    """when the program had written for the Nth time, counted from its first
    run; 0: it did not write so often"""
    number = int(number)
    begins = [stay.begin for stay in schedule.stays_of([MAIN])]
    if not begins or len(schedule.writes) < number:
        return whole(schedule, 0, f"it wrote {len(schedule.writes)} times, not "
                     f"{number}")
    first, when = min(begins), schedule.writes[number - 1]
    return Measure(when - first, first, when,
                   f"it wrote for time {number} at {ms(when)}, and began at "
                   f"{ms(first)}")


# ---- switching ----

def turns_of(schedule, tids):
    """Their stays; two in a row of one thread on one core are one."""
    turns = []
    last = {}       # core to the index of its last turn
    for stay in schedule.stays_of(schedule.names):
        before = turns[last[stay.core]] if stay.core in last else None
        if before and before.tid == stay.tid and before.end == stay.begin:
            turns[last[stay.core]] = type(stay)(
                stay.core, stay.tid, before.begin, stay.end, stay.state)
        else:
            last[stay.core] = len(turns)
            turns.append(stay)
    return [turn for turn in turns if turn.tid in set(tids)]


@measured(time=False)
def switches(schedule):
    """how often a core went on with another thread"""
    number = len(turns_of(schedule, schedule.names))
    return whole(schedule, number, f"{number} switches")


@measured(time=False)
def stays(schedule, *patterns):
    """how often they came onto a core"""
    number = len(turns_of(schedule, threads(schedule, patterns)))
    return whole(schedule, number, f"{', '.join(patterns)}: {number} stays")


@measured(time=False)
def preemptions(schedule, *patterns):
    """how often one of them was taken off a core, or yielded, while it could
    run on"""
    off = [stay for stay in turns_of(schedule, threads(schedule, patterns))
           if stay.state == "R"]
    return whole(schedule, len(off), f"{', '.join(patterns)}: taken off "
                 f"{len(off)} times")


@measured(time=True)
def max_turn(schedule, *patterns):
    """the longest time that one of them kept a core while another thread of
    the program was ready"""
    waits = schedule.waits_of(schedule.threads("*"))
    turns = []
    for turn in turns_of(schedule, threads(schedule, patterns)):
        since = [max(turn.begin, wait.begin) for wait in waits
                 if wait.tid != turn.tid and wait.begin < turn.end
                 and wait.end > turn.begin]
        if since:
            turns.append(type(turn)(turn.core, turn.tid, min(since), turn.end,
                                    turn.state))
    return longest(schedule, turns, "on a core while others were ready")


@measured(time=True)
def min_turn(schedule, *patterns):
    """the shortest stay of one of them that ended although it could run on"""
    off = [stay for stay in turns_of(schedule, threads(schedule, patterns))
           if stay.state == "R"]
    if not off:
        return whole(schedule, 0, "nobody was taken off a core")
    least = min(off, key=lambda stay: stay.end - stay.begin)
    return Measure(least.end - least.begin, least.begin, least.end,
                   f"{schedule.name(least.tid)}: on a core from "
                   f"{ms(least.begin)} to {ms(least.end)} only")


@measured(time=True)
def idle_while_ready(schedule):
    """how long a core was idle while a thread was ready that has waited for
    at least 100 us"""
    cores = {stay.core for stay in schedule.stays}
    settle = 100_000
    worst, total = None, 0
    for wait in schedule.waits_of(schedule.threads("*")):
        begin = wait.begin + settle
        for core in cores:
            free = wait.end - begin - sum(
                max(0, min(stay.end, wait.end) - max(stay.begin, begin))
                for stay in schedule.stays if stay.core == core)
            if free > 0:
                total += free
                worst = max(worst or wait, wait,
                            key=lambda one: one.end - one.begin)
    if not worst:
        return whole(schedule, 0, "no core was idle while a thread was ready")
    return Measure(total, worst.begin, worst.end,
                   f"{schedule.name(worst.tid)} was ready from "
                   f"{ms(worst.begin)} and a core was idle")


# ---- order ----

def order_of_turns(schedule):
    """The names of the threads in the order in which they came onto a core,
    with when and until when."""
    return [(schedule.name(turn.tid), turn.begin, turn.end) for turn in
            turns_of(schedule, schedule.threads("*"))]


def order_of_ends(schedule):
    """The names of the threads in the order in which they ended."""
    ends = sorted((when, tid) for tid, when in schedule.ends.items()
                  if tid in schedule.threads("*"))
    return [(schedule.name(tid), when, when) for when, tid in ends]


def check_words(name, words):
    """Raise ExpressionError unless function NAME can take WORDS."""
    if name == "printed":
        if not (words.isdecimal() and 0 < int(words) < 10000):
            raise ExpressionError("printed() takes a number, for example "
                                  "printed(4)")
        return
    if name == "marked" and (not words or "," in words):
        raise ExpressionError("marked() takes the name of one mark, for "
                              "example marked(cpu-2)")
    needs = name not in ("switches", "idle_while_ready")
    if needs != bool(words):
        raise ExpressionError(
            f"{name}() takes " + ("the names of threads, for example "
                                  f"{name}(A) or {name}(*)" if needs
                                  else "no threads"))
