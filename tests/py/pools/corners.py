# SPDX-License-Identifier: MIT
# Pools of processes and of threads at their corners; cancelled futures.
import multiprocessing
import os
import sys
import threading
from concurrent.futures import (FIRST_COMPLETED, FIRST_EXCEPTION, Future,
                                ThreadPoolExecutor, as_completed, wait)
from multiprocessing.pool import ThreadPool

gate = multiprocessing.Event()


def tell(label, function, *args):
    sys.stdout.flush()
    try:
        print(label, repr(function(*args)))
    except BaseException as error:
        print(label, type(error).__name__, error)


def square(x):
    return x * x


def fail_at_two(x):
    if x == 2:
        raise KeyError(x)
    return x


def two(a, b=1):
    return a * 10 + b


def at_gate(x):
    gate.wait()
    return x


def maps(pool):
    tell("apply", pool.apply, two, (1,), {"b": 2})
    tell("apply", pool.apply, fail_at_two, (2,))
    tell("map", pool.map, square, range(10), 3)
    tell("map", pool.map, square, (i for i in range(4)))
    tell("map", pool.map, square, [])
    tell("map", pool.map, fail_at_two, range(5))
    tell("map", pool.map, square, 3)
    tell("starmap", pool.starmap, two, [(1, 2), (3,)])
    tell("starmap", pool.starmap, two, [1])
    tell("imap", lambda: list(pool.imap(square, range(5), 2)))
    tell("imap", lambda: list(pool.imap(square, range(5), 0)))
    tell("unordered", lambda: sorted(pool.imap_unordered(square, range(5))))
    items = pool.imap(fail_at_two, range(4))
    for timeout in None, 60, None, None, None:
        tell("next", items.next, timeout)


def waits(pool):
    gate.clear()
    result = pool.apply_async(at_gate, (5,))
    tell("ready", result.ready)
    tell("get", result.get, 0.01)
    tell("wait", result.wait, 0.01)
    items = pool.imap(at_gate, [6])
    tell("next", items.next, 0.01)
    gate.set()
    tell("get", result.get)
    tell("successful", result.successful)
    tell("next", items.next)
    called = threading.Event()
    result = pool.apply_async(square, (3,), callback=lambda v: (
        print("callback", v), called.set()))
    called.wait()
    called.clear()
    result = pool.apply_async(fail_at_two, (2,), error_callback=lambda e: (
        print("error callback", repr(e)), called.set()))
    called.wait()
    tell("get", result.get)
    tell("successful", result.successful)


def ends(pool):
    tell("join", pool.join)
    pool.close()
    for method in pool.map, pool.imap, pool.apply_async, pool.starmap:
        tell("closed", method, square, [1])
    tell("close", pool.close)
    tell("join", pool.join)
    tell("terminate", pool.terminate)
    tell("enter", pool.__enter__)


for make in multiprocessing.Pool, ThreadPool:
    pool = make(2)
    maps(pool)
    waits(pool)
    ends(pool)
    tell("none", make, 0)
    tell("initializer", make, 1, 3)
    with make(1) as pool:
        pass
    tell("terminated", pool.map, square, [1])
for most in 0, "a":
    tell("maxtasksperchild", lambda: multiprocessing.Pool(
        1, maxtasksperchild=most))
for _ in range(3):
    with multiprocessing.Pool(1, maxtasksperchild=1) as pool:
        print(len({pool.apply(os.getpid) for _ in range(3)}))
with multiprocessing.Pool(1) as pool:
    result = pool.apply_async(lambda: 3)
    result.wait()
    print("no bytes of it", result.successful())
gate.clear()
pool = multiprocessing.Pool(2)
result = pool.apply_async(at_gate, (1,))
pool.terminate()
pool.join()
print("ready", result.ready())

# A cancelled call counts as done for wait() when the executor has met it.
future = Future()
tell("cancel", future.cancel)
tell("cancel", future.cancel)
tell("wait", lambda: [len(fs) for fs in wait([future], 0)])
tell("as_completed", lambda: list(as_completed([future], 0)))
tell("begin", future.set_running_or_notify_cancel)
tell("wait", lambda: [len(fs) for fs in wait([future], 0)])
tell("as_completed", lambda: len(list(as_completed([future, future], 0))))
tell("result", future.result)
tell("states", lambda: (future.cancelled(), future.done(), future.running()))
# Another gate: who was killed while it waited at the first leaves it shut.
started, gate = threading.Event(), threading.Event()
pool = ThreadPoolExecutor(1)
first = pool.submit(lambda: (started.set(), gate.wait()))
started.wait()
second, third = pool.submit(pow, 2, 3), pool.submit(divmod, 1, 0)
tell("cancel", lambda: (first.cancel(), second.cancel(), first.running()))
tell("not yet", lambda: [len(fs) for fs in wait([first, third], 0.01)])
tell("not yet", lambda: list(as_completed([first, third], 0.01)))
tell("condition", wait, [first], 0, "x")
first.add_done_callback(lambda f: print("callback", f.result()))
gate.set()
tell("first", lambda: [len(fs) for fs in wait(
    [first, second], return_when=FIRST_COMPLETED)] != [])
tell("exception", lambda: third in wait(
    [first, third], return_when=FIRST_EXCEPTION).done)
tell("all", lambda: [len(fs) for fs in wait([first, second, third])])
pool.shutdown()
