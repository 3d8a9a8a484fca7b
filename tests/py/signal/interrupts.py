# SPDX-License-Identifier: MIT
# What a signal's handler interrupts: everything that waits, if it raises; else
# the call goes on, and lasts as long as it would have (PEP 475).
import os
import queue
import select
import signal
import threading
import time

SOON = 0.02


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


def loop():
    n = 0
    while n < 10 ** 12:
        n += 1


inner, outer = os.pipe()
lock = threading.RLock()
raw = threading.Lock()
raw.acquire()
sleeper = threading.Thread(target=time.sleep, args=(0.5,))
sleeper.start()
signal.signal(signal.SIGALRM, stop)
poll = select.poll()
poll.register(inner, select.POLLIN)
for name, wait in (("loop", loop), ("sleep", lambda: time.sleep(9)),
                   ("read", lambda: os.read(inner, 1)),
                   ("lock", lambda: raw.acquire()),
                   ("lock with timeout", lambda: raw.acquire(timeout=9)),
                   ("queue", lambda: queue.Queue().get()),
                   ("event", lambda: threading.Event().wait()),
                   ("join", lambda: sleeper.join()),
                   ("select", lambda: select.select([inner], [], [])),
                   ("poll", lambda: poll.poll()),
                   ("wait", lambda: signal.pause()),
                   ("open", lambda: os.read(os.dup(inner), 1))):
    signal.setitimer(signal.ITIMER_REAL, SOON)
    try:
        wait()
        print(name, "was not interrupted")
    except Stop:
        print(name, "was interrupted")
sleeper.join()

ticks = 0


def tick(number, frame):
    global ticks
    ticks += 1


signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
for name, wait in (("sleep", lambda: time.sleep(0.05)),
                   ("lock", lambda: raw.acquire(timeout=0.05)),
                   ("select", lambda: select.select([inner], [], [], 0.05)),
                   ("poll", lambda: poll.poll(50))):
    begun, ticks = time.monotonic(), 0
    result = wait()
    print(name, result, time.monotonic() - begun >= 0.05, ticks > 2)
print(signal.getitimer(signal.ITIMER_REAL)[1])
print(signal.setitimer(signal.ITIMER_REAL, 0)[1],
      signal.getitimer(signal.ITIMER_REAL))
print(signal.alarm(100), signal.alarm(0))
