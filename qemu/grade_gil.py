# SPDX-License-Identifier: MIT
"""What can be measured of a GIL in a run: functions of a lab's tests, beside
those of grade_measure.py. They come from `convoy-trace stats` for the window
between the program's marks, that is from what the GIL policy has reported: a
policy that reports falsely is caught by gil/gil_check.c, or else by what the
kernel saw of the same threads.
"""

import json
import subprocess
from dataclasses import replace
from fnmatch import fnmatchcase

from grade_measure import Measure, measured, ms, whole
from grade_trace import DECODER_SECONDS, TraceError
from machine import TRACE_TOOL


def read_stats(trace, mark):
    """What convoy-trace says of each thread between MARK's marks."""
    done = subprocess.run(
        [TRACE_TOOL, "stats", trace, "--between", mark, "--json"], check=False,
        capture_output=True, timeout=DECODER_SECONDS)
    if done.returncode:
        raise TraceError(f"no marks called {mark}: the program did not come "
                         "to the part that is looked at")
    return json.loads(done.stdout)["threads"]


def matching(schedule, patterns):
    """The stats of the threads that PATTERNS name."""
    return [one for one in schedule.stats
            if any(fnmatchcase(one["name"], pattern) for pattern in patterns)]


def total(schedule, patterns, key, what):
    """The Measure of a count that is added up over threads."""
    value = sum(one[key] for one in matching(schedule, patterns))
    return whole(schedule, value, f"{', '.join(patterns)}: {what} {value}")


@measured(time=True)
def gil_held(schedule, *patterns):
    """how long they held the GIL, together"""
    held = sum(one["gil_held_ns"] for one in matching(schedule, patterns))
    return whole(schedule, held, f"{', '.join(patterns)} held the GIL for "
                 f"{ms(held)}")


@measured(time=True)
def gil_wait(schedule, *patterns):
    """how long they waited for the GIL, together"""
    wait = sum(one["gil_wait_ns"] for one in matching(schedule, patterns))
    return whole(schedule, wait, f"{', '.join(patterns)} waited for the GIL "
                 f"for {ms(wait)}")


@measured(time=True)
def gil_max_wait(schedule, *patterns):
    """the longest time that one of them waited for the GIL"""
    waits = [(one["gil_wait_max_ns"], one["name"])
             for one in matching(schedule, patterns)]
    longest, name = max(waits, default=(0, "nobody"))
    return whole(schedule, longest, f"{name} waited for the GIL for "
                 f"{ms(longest)} at once")


@measured(time=False)
def gil_taken(schedule, *patterns):
    """how often they took the GIL"""
    return total(schedule, patterns, "gil_acquired", "GIL taken")


@measured(time=False)
def lost_races(schedule, *patterns):
    """how often one of them was woken for the GIL and came too late"""
    return total(schedule, patterns, "lost_races", "lost races")


@measured(time=False)
def drop_requests(schedule, *patterns):
    """how often they asked the holder to let go"""
    return total(schedule, patterns, "drop_requests", "drop requests")


@measured(time=False)
def futex_calls(schedule, *patterns):
    """how many futex system calls they made"""
    return total(schedule, patterns, "futex_calls", "futex calls")


@measured(time=True)
def marked(schedule, name):
    """how long the part of the program lasted that it marks by this name"""
    begin, end = schedule.marks.get(name, (0, 0))
    return Measure(end - begin, begin, end, f"{name} lasted {ms(end - begin)}")


def replies_to(schedule, patterns):
    """The replies to writes in the window of threads that PATTERNS name; one
    that never comes lasts until the window's end."""
    return [reply if reply.woken else
            replace(reply, end=max(reply.begin, schedule.end))
            for reply in schedule.replies
            if any(fnmatchcase(schedule.name(reply.tid), pattern)
                   for pattern in patterns)
            and schedule.begin <= reply.begin <= schedule.end]


@measured(time=False)
def replies(schedule, *patterns):
    """how often one of them wrote and then read an answer"""
    number = sum(one.woken for one in replies_to(schedule, patterns))
    return whole(schedule, number, f"{', '.join(patterns)}: {number} replies")


@measured(time=False)
def reply_rate(schedule, *patterns):
    """how often a second one of them wrote for an answer, from the first such
    write to the last"""
    begins = [reply.begin for reply in replies_to(schedule, patterns)]
    if len(begins) < 2:
        return whole(schedule, 0, "no replies")
    rate = 1e9 * (len(begins) - 1) / (max(begins) - min(begins))
    return whole(schedule, rate, f"{', '.join(patterns)}: {rate:.1f} replies "
                 "a second")


@measured(time=True)
def max_reply(schedule, *patterns):
    """the longest time from the end of a write of one of them until its next
    read has returned; the whole time if none of them writes"""
    found = replies_to(schedule, patterns)
    if not found:
        return whole(schedule, schedule.end - schedule.begin,
                     f"{', '.join(patterns)} wrote nothing")
    worst = max(found, key=lambda reply: reply.end - reply.begin)
    return Measure(worst.end - worst.begin, worst.begin, worst.end,
                   f"{schedule.name(worst.tid)} wrote at {ms(worst.begin)} and "
                   + (f"had its answer at {ms(worst.end)}" if worst.woken else
                      f"had no answer by {ms(worst.end)}"))
