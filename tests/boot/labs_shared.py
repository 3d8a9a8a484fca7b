# SPDX-License-Identifier: MIT
"""The programs of user/lab/ about what is shared: a number between processes,
hashing between threads, an event loop between connections."""

import re

from boot.labs import as_python, run_here, run_on
from lib.check import check, equal

PROCESSES = 4                     # of shared_value.py
ROUNDS = 200                      # of shared_value.py
SEEDS = 1, 2
CHATTY, FEW, QUIET = 60, 5, 8     # of async_fairness.py
ALLOWED = 8                       # answers in a row under "some": 16 awaits
ROUNDING = 0.01                   # of what hash_threads.py prints


def lost(output):
    """Updates lost by the three ways of shared_value.py."""
    return [int(n) for n in re.findall(r"lost +(\d+)", output)]


def test_shared_value(lab):
    """Updates of a number that processes share are lost without its lock, and
    with a lock around each access as well; held around the update it loses
    none. On one core an update is lost only where a process is preempted."""
    found = [lost(run_on(lab, "shared_value", "interval", PROCESSES,
                         PROCESSES, ROUNDS, seed=seed)) for seed in SEEDS]
    # Without a seed processes may fall into step, and lose nothing by luck.
    none, access, update = map(sum, zip(*found))
    check(none > 0 and access > 0, "updates lost", found=found)
    equal(update, 0, "updates lost with a lock around each")
    equal(lost(run_on(lab, "shared_value", "interval", 1, PROCESSES,
                      ROUNDS))[2], 0,
          "updates lost on one core with a lock around each")
    equal(lost(run_here("shared_value"))[2], 0, "lost under python3")


def times_as_fast(output):
    return [float(n) for n in re.findall(r"([\d.]+) times as fast", output)]


def test_hash_threads(lab):
    """Two threads on two cores hash blocks of 16 KiB nearly twice as fast as
    one, for hashlib lets go of the GIL. Blocks of 1 KiB it hashes with the GIL
    in hand: no faster. Nor on one core."""
    for cores, blocks, size, least, most in ((2, 16, 16384, 1.9, 2),
                                             (1, 16, 16384, 0.97, 1),
                                             (2, 100, 1024, 0.97, 1)):
        found = times_as_fast(run_on(lab, "hash_threads", "interval", cores, 2,
                                     blocks, size))
        check(least <= found[1] <= most + ROUNDING, "speed-up",
              cores=cores, size=size, found=found)


def test_async_fairness(lab):
    """Who never yields on I/O that is ready keeps the others waiting for all
    of its requests; a checkpoint in each await gives everybody a turn, and
    costs switches; in between, the wait is as long as what is allowed."""
    as_python(lab, "async_fairness")
    output = run_on(lab, "async_fairness", "interval", 1, CHATTY, QUIET)
    rows = {words[0]: [int(n) for n in words[1:]] for words in
            map(str.split, output.splitlines()[2:]) if len(words) == 6}
    all_requests = CHATTY + FEW * QUIET
    # In the order: chatty's and quiet's longest wait, the longest from tick to
    # tick, switches, polls.
    never, some, always = rows["never"], rows["some"], rows["always"]
    equal(never[:3], [0, all_requests - FEW, all_requests], "never yields")
    equal(always[:3], [QUIET, QUIET, QUIET + 1], "always yields")
    equal(some[0], FEW * QUIET, "the chatty one waits for the quiet, once")
    check(some[1] < ALLOWED + FEW * QUIET and some[2] <= ALLOWED + FEW * QUIET,
          "waits of those who yield sometimes", found=some)
    check(always[3] > 10 * some[3] > 20 * never[3], "switches",
          found=[row[3] for row in rows.values()])
