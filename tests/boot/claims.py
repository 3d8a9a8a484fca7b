# SPDX-License-Identifier: MIT
"""What `make run` claims (docs/features.md: G1, G2, G4), held by its own
figures, and that it gives the same bytes twice; and when the present GIL's
waiters ask for it, and who gets it (G3)."""

import json
import re
import sys
import threading

from lib.check import check, equal, tail
from lib.lab import command, ended_well
from exp_run import trace_tool  # qemu/, on the path since lib.lab
from machine import PROJECT

FILES = ("result.json", "console.txt", "trace.bin", "timeline.txt")
TOLERANCE = 0.10  # of a prediction against the measurement
EXPERIMENTS_TIMEOUT = 600
INTERVAL_NS = 5_000_000


def experiments():
    """Run the experiments; (report, bytes of each file by name)."""
    status, text = command([sys.executable, "-B", "qemu/experiments.py"],
                           timeout=EXPERIMENTS_TIMEOUT)
    equal(status, 0, f"status of the experiments\n{tail(text)}\n")
    run = PROJECT / "build" / "run"
    return text, {name: (run / name).read_bytes() for name in FILES}


_lock = threading.Lock()  # tests run side by side; the files are one set
_first = []


def first_run():
    """One run of the experiments, for all tests."""
    with _lock:
        if not _first:
            _first.append(experiments())
        return _first[0]


def results(experiment):
    """The objects of result.json for EXPERIMENT."""
    every = json.loads(first_run()[1]["result.json"])["results"]
    return [one for one in every if one["experiment"] == experiment]


def predicted(one):
    """The prediction of ONE is within the tolerance of its measurement."""
    error = abs(one["predicted"] / one["measured"] - 1)
    check(error <= TOLERANCE, "prediction", error=error, result=one)


def test_old_gil(lab):
    """G1: under the old GIL two CPU-bound threads are slower than in sequence,
    and on two cores slower than on one."""
    ratio = {one["cores"]: one for one in results("cpu")
             if one["gil"] == "ticks"}
    check(1 < ratio[1]["measured"] < ratio[2]["measured"], "order",
          one=ratio[1]["measured"], two=ratio[2]["measured"])
    for one in ratio.values():
        predicted(one)


def test_new_gil(lab):
    """G2: under the new GIL they take 1.00 to 1.10 of the time in sequence."""
    found = [one for one in results("cpu") if one["gil"] == "interval"]
    equal(sorted(one["cores"] for one in found), [1, 2], "cores")
    for one in found:
        check(1.0 <= one["measured"] <= 1.1, "ratio", result=one)
        predicted(one)


def test_convoy(lab):
    """G4: one CPU-bound thread takes all but a hundredth of the replies away;
    each further one takes more; a shorter interval gives them back."""
    at_5_ms = {one["threads"]: one for one in results("echo")
               if one["interval_us"] == 5000}
    rate = {threads: one["measured"] for threads, one in at_5_ms.items()}
    equal(sorted(rate), [0, 1, 2, 4], "threads")
    check(rate[1] < rate[0] / 100 and rate[4] < rate[2] < rate[1], "fewer",
          **{f"with_{threads}": value for threads, value in rate.items()})
    beside_one = sorted((one["interval_us"], one["measured"])
                        for one in results("echo") if one["threads"] == 1)
    equal([interval for interval, _ in beside_one], [5, 50, 500, 5000, 50000],
          "intervals")
    rates = [measured for _, measured in beside_one]
    equal(rates, sorted(rates, reverse=True), "rates by falling interval")
    for threads in (0, 1):
        predicted(at_5_ms[threads])


def turns(lab, sched, cores):
    """(order of the turns of /lab/turns.py, events of its trace)."""
    done = ended_well(lab.boot(
        init="/bin/py", args=["/lab/turns.py"], env={"GIL": "interval"},
        options={"sched": sched, "cores": f"sim:{cores}"}))
    order = re.search(r"turns: (\w+)", done.console)[1]
    events = [json.loads(line) for line in
              trace_tool("json", done.trace).splitlines()]
    return order, events


def request_gaps_ns(events):
    """For each drop request the ns since the GIL changed hands, or since the
    request before, whichever is later."""
    gaps, since, switch_number = [], 0, 0
    for event in events:
        if event["event"] == "gil_drop_request":
            gaps.append(event["time_ns"] - since)
            since = event["time_ns"]
        elif (event["event"] == "gil_acquired"
              and event["switch_number"] != switch_number):
            since, switch_number = event["time_ns"], event["switch_number"]
    return gaps


def test_drop_requests(lab):
    """G3: a request comes at most once per interval in which the GIL did not
    change hands, though three threads wait; and who gets the GIL next is not
    the same under two schedulers. On one core fifo lets nobody ask."""
    for cores in (1, 2):
        orders = set()
        for sched in ("rr", "fifo"):
            order, events = turns(lab, sched, cores)
            gaps = request_gaps_ns(events)
            check(min(gaps, default=INTERVAL_NS) >= INTERVAL_NS,
                  "requests within an interval", sched=sched, cores=cores,
                  ns=min(gaps, default=None))
            equal(len(gaps) > 4, (sched, cores) != ("fifo", 1),
                  f"{sched} on {cores}: asks")
            equal(set(order), set("ABCD"), f"{sched} on {cores}: threads")
            orders.add(order)
        equal(len(orders), 2, f"orders under two schedulers on {cores}")


def test_same_bytes_twice(lab):
    """A second run leaves the same bytes in every file."""
    first = first_run()[1]
    with _lock:
        second = experiments()[1]
    for name in FILES:
        check(first[name] == second[name], f"{name} differs")
