# SPDX-License-Identifier: MIT
# ProcessPoolExecutor: results, exceptions, maps, cancelling, what breaks it.
import os
import sys
from concurrent.futures import (FIRST_EXCEPTION, ProcessPoolExecutor,
                                as_completed, wait)
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import Event

gate = Event()
begun = Event()
state = 0


def tell(label, function, *args):
    sys.stdout.flush()
    try:
        print(label, function(*args))
    except BaseException as error:
        print(label, type(error).__name__, error)


def square(x):
    return x * x


def fail_at_two(x):
    if x == 2:
        raise KeyError(x)
    return x


def wait_at_gate():
    begun.set()
    return gate.wait()


def begin(n):
    global state
    state = n


def get_state():
    return state


def fail():
    raise OSError("no")


def results(pool):
    tell("submit", lambda: pool.submit(square, 5).result())
    tell("keywords", lambda: pool.submit(
        sorted, [3, 1, 2], reverse=True).result())
    tell("raises", lambda: pool.submit(fail_at_two, 2).result())
    tell("exit", lambda: pool.submit(sys.exit, 4).result())
    tell("no bytes of it", lambda: pool.submit(
        lambda: 3).exception() is not None)
    tell("in another process", lambda: os.getpid() in {
        pool.submit(os.getpid).result() for _ in range(4)})


def maps(pool):
    tell("map", lambda: list(pool.map(square, range(10))))
    tell("chunks", lambda: list(pool.map(
        pow, range(10), [2] * 10, chunksize=3)))
    tell("chunksize 0", lambda: pool.map(square, [1], chunksize=0))
    tell("empty", lambda: list(pool.map(square, [])))
    items = pool.map(fail_at_two, [1, 2, 3])
    for _ in range(3):
        tell("next", next, items)
    tell("large", lambda: [len(r) for r in pool.map(
        bytes.upper, [b"x" * 200000] * 5)])


def waits(pool):
    tell("as_completed", lambda: sorted(f.result() for f in as_completed(
        [pool.submit(square, i) for i in range(5)])))
    tell("wait", lambda: [len(fs) for fs in wait(
        [pool.submit(square, i) for i in range(5)])])
    slow = pool.submit(wait_at_gate)
    tell("timeout", slow.result, 0.01)
    failing = pool.submit(fail_at_two, 2)
    found = wait([slow, failing], return_when=FIRST_EXCEPTION)
    tell("first exception", lambda: (
        failing in found.done, slow in found.not_done))
    gate.set()
    tell("gate", slow.result)


def initializers():
    with ProcessPoolExecutor(2, initializer=begin, initargs=(8,)) as pool:
        tell("initializer", lambda: {
            pool.submit(get_state).result() for _ in range(4)})
    tell("no initializer", lambda: ProcessPoolExecutor(1, initializer=3))


def breaks():
    for begins, call in (fail, get_state), (None, os._exit):
        pool = ProcessPoolExecutor(1, initializer=begins)
        doomed = pool.submit(call, *([3] if call is os._exit else []))
        tell("broken", doomed.result)
        tell("stays broken", pool.submit, get_state)
        pool.shutdown()
    print([c.__name__ for c in BrokenProcessPool.__mro__])


def cancels():
    gate.clear()
    begun.clear()
    pool = ProcessPoolExecutor(1)
    futures = [pool.submit(wait_at_gate)]
    begun.wait()
    futures += [pool.submit(square, i) for i in range(8)]
    tell("cancel", lambda: (futures[0].cancel(), futures[8].cancel()))
    gate.set()
    pool.shutdown()
    tell("the others are made", lambda: [f.result() for f in futures[:8]])
    tell("cancelled", futures[8].result)


def main():
    with ProcessPoolExecutor(2) as pool:
        results(pool)
        maps(pool)
        waits(pool)
    tell("after shutdown", pool.submit, square, 1)
    tell("again", pool.shutdown)
    tell("none", ProcessPoolExecutor, 0)
    initializers()
    breaks()
    cancels()
    ProcessPoolExecutor(1).shutdown()
    pool = ProcessPoolExecutor(1)
    last = pool.submit(square, 9)
    last.add_done_callback(lambda f: print("at the end", f.result()))


if __name__ == "__main__":
    main()
