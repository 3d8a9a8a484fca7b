# SPDX-License-Identifier: MIT
"""The programs of user/lab/ about processes and signals: each shows on Convoy
what it says it shows, and where nothing is left to chance, what it shows under
python3."""

import json
import re

from boot.labs import LAB_DIR, as_python, run_here, run_lab, run_on, trace_json
from lib.check import check, contains, equal, tail
from lib.lab import command
from machine import TRACE_TOOL

WRITE = 1             # the number of the system call
ITEMS = 50            # of mp_queue.py
COUNT = 20000         # for ctrl_c.py: times round its loop
LOOP = 9              # instructions of bytecode, each time round
CHECK = 101           # ticks from one check to the next: 100, 99, ... 0
AROUND = 100          # instructions of a section besides the loop, at most
INTERVAL_US = 5000
TURN_US = 10000       # of the processor, under rr
GRANULARITY_US = 1000  # who has used so much of it is preempted by a sleeper
PROCESSES = 4
PAGE = 4096
FLOAT_BYTES = 32      # that a float takes, with what the allocator adds
FLOATS = 2000         # of fork_cow.py


def traced(lab, name, *args, cores=2, **env):
    """Run a program of user/lab/ with its trace: (output, directory)."""
    words = [word for pair in env.items()
             for word in ("--env", f"{pair[0]}={pair[1]}")]
    status, output, out = run_lab(lab, LAB_DIR / f"{name}.py", "--option",
                                  f"cores=sim:{cores}", *words, args=args)
    equal(status, 0, f"status\n{tail(output)}\n")
    return output, out


def events(out):
    status, text = command([TRACE_TOOL, "json", out / "trace.bin"])
    equal(status, 0, f"json\n{tail(text)}\n")
    return [json.loads(line) for line in text.splitlines()]


def test_fork_cow(lab):
    """One address, two contents; and a child that only adds up a list of
    floats has most of their pages copied."""
    as_python(lab, "fork_cow", "the list is at the same address: True",
              "the child found 'parent' there, and wrote 'child'",
              "the parent still finds 'parent'")
    _, out = traced(lab, "fork_cow")
    every, reading, copied = events(out), None, 0
    for event in every:
        if event["event"] == "print":
            reading = event["lwp"] if "read" in str(event) else None
        elif event["event"] == "page_fault_cow":
            copied += event["lwp"] == reading
    check(copied > 0.9 * FLOATS * FLOAT_BYTES / PAGE, "pages copied by reading",
          copied=copied)


def test_fds(lab):
    """What processes share of an open file and of a pipe."""
    as_python(lab, "fds", "the child reads b'cd' with the same descriptor",
              "the parent goes on with b'ef'",
              "opened once more it begins with b'ab'",
              "no end of the input: somebody still has the other end",
              "the child is dead, the end of the input: b''")


def whole_lines(output):
    """How many of the 60 lines are whole (without a lock, with one)."""
    found = re.findall(r"lock: (\d+) of 60 lines are whole", output)
    equal(output.count("no letter is lost: True"), 2, f"letters\n{output}\n")
    return tuple(map(int, found))


def test_interleave(lab):
    """On several cores lines made of many writes are mixed; a lock that the
    processes share keeps them whole."""
    equal(whole_lines(run_here("interleave"))[1], 60, "under python3")
    for cores in (2, 4):
        without, with_lock = whole_lines(run_on(lab, "interleave", "interval",
                                                cores))
        check(without < 60, "nothing is mixed", cores=cores)
        equal(with_lock, 60, f"whole lines with a lock on {cores} cores")


def speed_ups(output):
    """{way: speed-up}; all results must be right."""
    equal(output.count("right: True"), 3, f"results\n{output}\n")
    return {way: float(ratio) for way, ratio in
            re.findall(r"^(\w+) .*speed-up +([\d.]+)", output, re.M)}


def test_processes(lab):
    """On four cores four processes are nearly four times as fast as one after
    the other, and threads not at all: each process has a GIL, and these are
    held at the same time."""
    output, out = traced(lab, "processes", cores=4, GIL="interval")
    found = speed_ups(output)
    check(found["processes"] >= 3.7 and 0.98 <= found["threads"] <= 1.01,
          "speed-ups", found=found)
    gils = trace_json("stats", out)["gils"]
    equal(len({gil["pid"] for gil in gils}), PROCESSES + 1, "GILs")
    equal([gil["overlap_ns"] for gil in gils], [0] * len(gils),
          "time in which two held one GIL")
    one = speed_ups(run_on(lab, "processes", "interval", 1))
    check(0.95 <= one["processes"] <= 1.0, "speed-up on one core", found=one)
    two = speed_ups(run_on(lab, "processes", "ticks", 2))
    check(two["processes"] >= 1.8 and two["threads"] < 1.0,
          "speed-ups under the old GIL", found=two)


def test_pipeline(lab):
    """pipe, fork, dup2 and exec make what a shell makes of a|b|c."""
    as_python(lab, "pipeline", "the total is 332833500",
              "exit codes: [0, 0, 0]")


def test_mp_queue(lab):
    """A queue.Queue ends with its process; a multiprocessing.Queue is a pipe,
    into which a feeder thread of the putting process writes."""
    as_python(lab, "mp_queue", "queue.Queue, put by a process: got None",
              "multiprocessing.Queue, put by a process: got 'an item'",
              "feeders before the first put: []",
              "feeders after it: ['QueueFeederThread']")
    _, out = traced(lab, "mp_queue")
    threads = trace_json("stats", out)["threads"]
    producer = threads[-1]["pid"]
    main, feeder = (thread for thread in threads if thread["pid"] == producer)
    equal(main["name"], "MainThread", "the producer's first thread")
    writes = [event["lwp"] for event in events(out)
              if event["event"] == "sys_enter" and event["nr"] == WRITE]
    equal(writes.count(feeder["tid"]), ITEMS, "writes of the feeder")
    check(writes.count(main["tid"]) <= 2, "the main thread writes",
          writes=writes.count(main["tid"]))


def test_select_epoll(lab):
    """Level, edge and one shot."""
    as_python(lab, "select_epoll",
              "epoll, level, again, nobody has read: "
              "['client 1', 'client 3']",
              "epoll, edge, again, nobody has read: []",
              "level, a part was read: ['client 1', 'client 3']",
              "edge, a part was read: []")


def drops(out, section):
    """How often cpu-1 let go of the GIL in a section of ctrl_c.py."""
    status, text = command([TRACE_TOOL, "stats", out / "trace.bin", "--json",
                            "--between", section])
    equal(status, 0, f"stats\n{tail(text)}\n")
    threads = {thread["name"]: thread
               for thread in json.loads(text)["threads"]}
    return threads["cpu-1"]["drops"]["all"]


def ctrl_c_figures(output):
    return {name: float(value) for name, value in
            re.findall(r"ctrl_c\.(\w+)=([\d.]+)", output)}


def ctrl_c(lab, threads, cores, **env):
    """(figures of ctrl_c.py, {section: drops of the first thread})."""
    output, out = traced(lab, "ctrl_c", threads, COUNT, cores=cores, **env)
    return ctrl_c_figures(output), {name: drops(out, name)
                                    for name in ("before", "after")}


def test_ctrl_c_old(lab):
    """Python 2: the main thread is deaf in join(). The thread that computes
    gives the GIL away every 100 ticks, and at every single tick once the
    signal is there; it is more than 8 times as slow then, beside another on two
    cores more than 15 times. The interrupt waits until all have ended."""
    for threads, cores, slower in ((1, 1, 8), (2, 2, 15)):
        found, counts = ctrl_c(lab, threads, cores, GIL="ticks",
                               LOCK_SIGNALS="off")
        where = f"{threads} threads on {cores}"
        for section, every in (("before", CHECK), ("after", 1)):
            extra = counts[section] - LOOP * COUNT // every
            check(0 <= extra <= AROUND, f"{where}: drops {section}",
                  counts=counts)
        check(found["loop_after_ns"] > slower * found["loop_before_ns"],
              f"{where}: it does not crawl", found=found)
        equal(found["threads_were_done"], 1, f"{where}: interrupted before")
        if threads == 1:
            # In "often" every second tick is a check.
            alone, often, after = (found[f"loop_{name}_ns"] for name in
                                   ("alone", "often", "after"))
            expected = alone + 2 * (often - alone)
            check(abs(after / expected - 1) < 0.05, "what the checks cost",
                  found=found, expected=expected)


def test_ctrl_c_old_one_core(lab):
    """Two threads on one core crawl as soon as the main thread has had the core
    to note the signal: when each of the two has had a turn, at the latest."""
    found = ctrl_c_figures(run_on(lab, "ctrl_c", "ticks", 1, 2, 3 * COUNT,
                                  env={"LOCK_SIGNALS": "off"}))
    work = 2 * 3 * COUNT * found["loop_before_ns"]
    turns = 2 * TURN_US * 1000
    check(found["all_done_ns"] > turns + 8 * (work - turns),
          "they do not crawl", found=found)
    equal(found["threads_were_done"], 1, "interrupted before")


def test_ctrl_c_new(lab):
    """Python 3: the signal wakes the main thread. With the old GIL it wins the
    race for it at once; with the new one it has to wait for an interval. On one
    core it preempts the other; but for one whose turn has just begun, the rest
    of which it waits for before."""
    found, counts = ctrl_c(lab, 1, 2, GIL="ticks")
    check(found["interrupted_after_us"] < 100 and
          counts["after"] < 2 * counts["before"], "GIL=ticks", found=found,
          counts=counts)
    for cores in (1, 2):
        output = run_on(lab, "ctrl_c", "interval", cores, "1", "160000")
        after = float(re.search(r"interrupted_after_us=(\d+)", output)[1])
        rest = 0
        if cores == 1 and after > INTERVAL_US + TURN_US / 2:
            rest = TURN_US - GRANULARITY_US / 2
        check(abs(after - rest - INTERVAL_US) <= 0.1 * INTERVAL_US,
              f"GIL=interval on {cores}: interrupted after", us=after)
        contains(output, "ctrl_c.threads_were_done=0\n", "GIL=interval")
