# SPDX-License-Identifier: MIT
# multiprocessing.Pool and ThreadPool: apply, map and their kind, errors, end.
import multiprocessing
import os
import time
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool


def square(x):
    return x * x


def wrong(x):
    if x % 3 == 2:
        raise ValueError(x)
    return x


def who(_):
    time.sleep(0.001)
    return os.getpid()


def failures(*functions):
    for function in functions:
        try:
            print("no exception:", function())
        except Exception as error:
            print(type(error).__name__, error)


def check(kind):
    pool = kind(2)
    print(repr(pool))
    print(pool.apply(pow, (2, 5)), pool.apply(int, ("ff",), {"base": 16}))
    print(pool.map(square, range(20)), pool.map(square, []))
    print(pool.map(square, range(7), chunksize=3))
    print(pool.starmap(pow, [(2, 3), (3, 2), (10, 0)]))
    print(list(pool.imap(square, range(10))),
          list(pool.imap(square, range(10), 4)))
    print(sorted(pool.imap_unordered(square, iter(range(9)), 2)))
    told = []
    result = pool.map_async(square, [1, 2], callback=told.append)
    result.wait()
    print(result.ready(), result.successful(), result.get(), told)
    result = pool.apply_async(wrong, (5,), error_callback=told.append)
    result.wait()
    print(result.successful(), told)
    failures(result.get, lambda: pool.map(wrong, [2, 3]),
             lambda: pool.imap(square, [1], 0), lambda: pool.map(square, 5),
             lambda: pool.starmap(square, [1]), pool.join)
    several = pool.imap(wrong, range(5))
    for _ in range(6):
        failures(lambda: next(several))
    slow = pool.apply_async(time.sleep, (0.2,))
    failures(lambda: slow.get(0.001))
    try:
        slow.successful()
    except ValueError as error:
        print(str(error).endswith("not ready"))
    pool.close()
    failures(lambda: pool.apply(square, (1,)), lambda: pool.map(square, [1]))
    pool.join()
    print(slow.ready(), slow.get(), repr(pool))
    with kind(3) as pool:
        print(pool.map(square, [3]))
        pool.apply_async(time.sleep, (0.05,))
    print(repr(pool))
    failures(lambda: pool.map(square, [1]), lambda: kind(0))


check(ThreadPool)
check(Pool)

# Processes: several, all others than this one; each does so much at most.
with Pool(3) as pool:
    found = set(pool.map(who, range(12), 1))
    print(os.getpid() not in found, 1 <= len(found) <= 3)
with Pool(2, maxtasksperchild=2) as pool:
    found = pool.map(who, range(12), 1)
    print(len(set(found)) >= 6, max(found.count(pid) for pid in found) <= 2)
    pool.close()
    pool.join()
print(multiprocessing.active_children())

# What an initializer says stays in its process.
said = []
with Pool(1, said.append, ("ready",)) as pool:
    print(pool.apply(len, (said,)), said)
