# SPDX-License-Identifier: MIT
# concurrent.futures: bounded workers, results and exceptions, cancelling,
# callbacks, waiting.
import concurrent.futures
import threading
import time
from concurrent.futures import (FIRST_COMPLETED, FIRST_EXCEPTION,
                                CancelledError, Future, ThreadPoolExecutor,
                                as_completed, wait)


def failures(*functions):
    for function in functions:
        try:
            print("no exception:", function())
        except BaseException as error:
            print(type(error).__name__, error)


# No more workers than allowed, though there is more to do.
lock = threading.Lock()
now = most = 0


def busy(number):
    global now, most
    with lock:
        now += 1
        most = max(most, now)
    time.sleep(0.001)
    with lock:
        now -= 1
    return number * number


with ThreadPoolExecutor(max_workers=3) as executor:
    print(list(executor.map(busy, range(12))))
    print(list(executor.map(pow, [2, 3, 4], [5, 6])))
print("bounded:", 1 <= most <= 3)

# One that is running, one that waits, one that is cancelled.
gate = threading.Event()
order = []
with ThreadPoolExecutor(1, thread_name_prefix="crew") as executor:
    held = executor.submit(gate.wait)
    later = executor.submit(lambda: threading.current_thread().name)
    gone = executor.submit(order.append, "never")
    fails = executor.submit(int, "x")
    keywords = executor.submit(int, "ff", base=16)
    gone.add_done_callback(lambda f: order.append(("gone", f.cancelled())))
    print(gone.cancel(), gone.cancelled(), gone.done(), gone.cancel())
    while not held.running():
        time.sleep(0.001)
    print(held.cancel(), held.running(), later.running(), later.done())
    failures(lambda: held.result(0.01), lambda: held.exception(timeout=0),
             lambda: gone.result(), lambda: gone.exception())
    for future in (held, later, gone):
        print(repr(future).split(" ", 3)[3])
    later.add_done_callback(lambda f: order.append(f.result()))
    gate.set()
print(held.result(), later.result(), keywords.result(), repr(fails.exception()))
failures(fails.result)
print(order)
later.add_done_callback(lambda f: print("at once:", f is later))
for future in (held, fails):
    print(repr(future).split(" ", 3)[3])
failures(lambda: executor.submit(print), lambda: ThreadPoolExecutor(0),
         lambda: ThreadPoolExecutor(2, initializer=5),
         lambda: list(executor.map(busy, [1])))

# Waiting for some of them.
with ThreadPoolExecutor(4) as executor:
    gates = [threading.Event() for _ in range(3)]
    futures = [executor.submit(gate.wait) for gate in gates]
    print([len(part) for part in wait(futures, timeout=0.01)])
    gates[1].set()
    done, rest = wait(futures, return_when=FIRST_COMPLETED)
    print(done == {futures[1]}, rest == {futures[0], futures[2]})
    failures(lambda: list(as_completed(futures, timeout=0.01)))
    wrong = executor.submit(int, "x")
    done, rest = wait([futures[0], wrong], return_when=FIRST_EXCEPTION)
    print(done == {wrong}, rest == {futures[0]})
    found = []
    for future in as_completed(futures):
        found.append(futures.index(future))
        gates[2 if found == [1] else 0].set()
    print(found)
    print([len(part) for part in wait(futures)])

# Workers begin with an initializer; a future made by hand.
names = []
with ThreadPoolExecutor(2, initializer=names.append, initargs=("ready",)) as e:
    print(e.submit(sum, [1, 2]).result(), names[0])
mine = Future()
mine.add_done_callback(lambda f: print("callback:", f.result()))
print(mine.set_running_or_notify_cancel(), mine.running())
mine.set_result(7)
try:
    mine.set_result(8)
except concurrent.futures.InvalidStateError as error:
    print(str(error).split(" at ")[0])
other = Future()
other.set_exception(KeyError("k"))
failures(other.result)
print(concurrent.futures.TimeoutError is TimeoutError,
      issubclass(CancelledError, concurrent.futures.CancelledError))

# Calls that are not begun can be given up.
gate.clear()
executor = ThreadPoolExecutor(1)
first = executor.submit(gate.wait)
while not first.running():
    time.sleep(0.001)
rest = [executor.submit(pow, 2, n) for n in range(3)]
executor.shutdown(wait=False, cancel_futures=True)
print([future.cancelled() for future in rest], first.done())
gate.set()
print(first.result())

# Nobody shuts this one down, and all is done at the end.
last = ThreadPoolExecutor(1)
last.submit(time.sleep, 0.01)
last.submit(print, "at the end")
