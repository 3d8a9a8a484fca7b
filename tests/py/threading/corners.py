# SPDX-License-Identifier: MIT
# Timeouts, wrong arguments and one call too many of what threads wait for.
import queue
import threading


def tell(label, function, *args, **kwargs):
    try:
        print(label, repr(function(*args, **kwargs)))
    except BaseException as error:
        print(label, type(error).__name__, error)


def fail():
    raise KeyError("action")


lock = threading.Lock()
tell("locked", lock.locked)
tell("acquire", lock.acquire)
tell("locked", lock.locked)
for arguments in ((True, 0.01), (True, -2), (False, -1), (False, 1),
                  (True, "x"), (True, None), (True, 0), (False,)):
    tell(f"acquire {arguments}", lock.acquire, *arguments)
tell("release", lock.release)
tell("release", lock.release)

own = threading.RLock()
tell("release", own.release)
tell("acquire", own.acquire, timeout=1)
tell("acquire", own.acquire, False)
tell("acquire", own.acquire, True, -5)
tell("acquire", own.acquire, False, 3)
for _ in range(3):
    tell("release", own.release)

condition = threading.Condition()
tell("true at once", condition.wait_for, lambda: 1)
tell("not held", condition.wait_for, lambda: 0)
with condition:
    for timeout in 0.01, 0, -1:
        tell("wait_for", condition.wait_for, lambda: [], timeout)
        tell("wait", condition.wait, timeout)
    for n in -1, 0, 5:
        tell("notify", condition.notify, n)

bounded = threading.BoundedSemaphore(2)
tell("release", bounded.release)
tell("acquire", bounded.acquire)
for n in 2, 0, 1, 1:
    tell(f"release {n}", bounded.release, n)
tell("negative", threading.BoundedSemaphore, -1)
semaphore = threading.Semaphore(0)
for arguments in (False,), (False, 1), (True, 0.01), (True, -1):
    tell(f"acquire {arguments}", semaphore.acquire, *arguments)
tell("release", semaphore.release, n=3)
print([semaphore.acquire(False) for _ in range(4)])

barrier = threading.Barrier(2)
tell("wait", barrier.wait, 0.01)
print(barrier.parties, barrier.n_waiting, barrier.broken)
tell("wait", barrier.wait)
tell("reset", barrier.reset)
print(barrier.parties, barrier.n_waiting, barrier.broken)
tell("abort", barrier.abort)
tell("wait", barrier.wait)
tell("alone", threading.Barrier(1, lambda: print("action")).wait)
barrier = threading.Barrier(1, fail)
tell("action", barrier.wait)
print(barrier.broken)

timer = threading.Timer(1000, print, ["never"])
timer.start()
timer.cancel()
timer.join()
print(timer.is_alive(), timer.finished.is_set(), timer.args, timer.interval)
timer = threading.Timer(0, print)
timer.cancel()
timer.start()
timer.join()
tell("hook", threading.excepthook, 3)

for kind in queue.Queue, queue.LifoQueue, queue.PriorityQueue:
    q = kind(2)
    q.put(3)
    q.put(1)
    for arguments in (False,), (True, 0.01), (True, -1), (False, -1):
        tell(f"put {arguments}", q.put, 2, *arguments)
    tell("put", q.put_nowait, 2)
    print(q.full(), q.qsize(), q.get(), q.get_nowait())
    for arguments in (False,), (True, 0.01), (True, -1), (False, -1), (1, 0):
        tell(f"get {arguments}", q.get, *arguments)
    for _ in range(3):
        tell("task_done", q.task_done)
    q.join()
    q.maxsize = 0
    for i in 3, 2, 1:
        q.put(i)
    print(list(q.queue), q.unfinished_tasks, q.empty())
simple = queue.SimpleQueue()
simple.put(1, False)
simple.put(2, timeout=-1)
simple.put_nowait(3)
print(simple.qsize(), simple.empty(), simple.get(False), simple.get(timeout=1))
print(simple.get_nowait())
for arguments in (False,), (True, 0.01), (True, -1), (False, -1):
    tell(f"get {arguments}", simple.get, *arguments)
print([hasattr(simple, name) for name in ("task_done", "join", "full")])

# How long is the second argument: a fraction is not "yes, and for ever".
lock.acquire()
for argument in 0.5, "x", None, 0, False:
    tell(f"acquire({argument!r})", lock.acquire, argument)
tell("acquire", own.acquire, 0.5)
tell("not_a_number", own.acquire, blocking="x")
with condition:
    tell("nobody waits", condition.notify, "x")
print(repr(threading.BoundedSemaphore(3)).split()[-1])


def breaks_too(report):
    raise ValueError("hook")


threading.excepthook = breaks_too
thread = threading.Thread(target=fail)
thread.start()
thread.join()
