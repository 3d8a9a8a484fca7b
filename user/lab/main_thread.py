# SPDX-License-Identifier: MIT
"""How late is a signal's handler, and who runs it? How late is a Timer?

    main_thread.py [WHAT:HOGS]...

The main thread runs every handler, and for that it needs the GIL. In each part,
WHAT, it does something while HOGS threads compute, and a timer of the kernel
(setitimer) sends a signal ROUNDS times. What is printed is how late the handler
ran: the mean and the most, of all rounds, and how often another thread than the
main one ran it.

    join      it waits in join() for a thread that computes
    sleep     it sleeps
    compute   it computes, too
    own       it is in the midst of a long instruction (sum of a range)
    long      one of the others is, and the main thread sleeps
    timer     no signal: threading.Timer, and the main thread in its join()

    make run LAB=user/lab/main_thread.py GIL=interval CORES=4
    make run LAB=user/lab/main_thread.py GIL=ticks CORES=4 ARGS="join:2 timer:2"

With 0 HOGS nobody else wants the GIL. A part ends after LIMIT_NS, with however
many rounds: a GIL that starves the main thread is found out by that.
"""

import signal
import sys
import threading
import time

import lab

ROUNDS = 4
ASLEEP_NS = 1_000_000  # after so long the main thread waits, and hogs begin
SOON_NS = 1_300_000    # until the first signal
LATER_NS = 370_000     # more, each time: so that the turns of the GIL are met
                       # at various moments
SIZE = 50_000          # of the long instruction
LIMIT_NS = 60_000_000

now = time.perf_counter_ns


class Part:
    """What one part measures. The times are in ns."""

    def __init__(self):
        self.stop = False
        self.end = now() + LIMIT_NS
        self.due = None     # when the next signal comes
        self.began = 0      # the present long instruction
        self.waits = []     # until the handler ran
        self.left = []      # of the long instruction, when it was due
        self.others = 0     # handlers that another thread ran
        self.starved = 0    # did the part's time run out?

    def arm(self):
        delay = SOON_NS + LATER_NS * len(self.waits)
        self.due = now() + delay
        signal.setitimer(signal.ITIMER_REAL, delay / 1e9)

    def came(self):
        """What was due is here."""
        self.waits.append(now() - self.due)
        self.left.append(self.began - self.due)

    def on_signal(self, number, frame):
        self.came()
        if threading.current_thread() is not threading.main_thread():
            self.others += 1
        if len(self.waits) < ROUNDS:
            self.arm()
        else:
            self.stop = True

    def long_one(self):
        self.began = now()
        sum(range(SIZE))

    def goes_on(self):
        """Is there still something to wait for?"""
        if not self.stop and now() >= self.end:
            self.stop, self.starved = True, 1
        return not self.stop


def hog(part, what, number):
    lab.role("cpu", number)
    time.sleep(ASLEEP_NS / 1e9)
    while part.goes_on():
        if what == "long":
            part.long_one()


def timers(part):
    """Each Timer is due from when it is started."""
    while len(part.waits) < ROUNDS and part.goes_on():
        timer = threading.Timer(SOON_NS / 1e9, part.came)
        part.due = now() + SOON_NS
        timer.start()
        timer.join()
    part.stop = True


def signals(part, what):
    """The main thread does WHAT until the last signal has come."""
    part.arm()
    while what == "compute" and part.goes_on():
        pass
    while what == "own" and part.goes_on():
        part.long_one()
    while part.goes_on():
        time.sleep(SOON_NS / 1e9)


def measure(what, hogs):
    part = Part()
    signal.signal(signal.SIGALRM, part.on_signal)
    threads = [threading.Thread(target=hog, args=(part, what, number))
               for number in range(1, hogs + 1)]
    lab.mark_begin(f"{what}-{hogs}")
    for thread in threads:
        thread.start()
    if what == "timer":
        timers(part)
    elif what == "join" and threads:
        part.arm()
    else:
        signals(part, what)
    for thread in threads:
        thread.join()
    signal.setitimer(signal.ITIMER_REAL, 0)
    lab.mark_end()
    return part


def report(part, what, hogs):
    most = max(part.waits, default=0)
    left = part.left[part.waits.index(most)] if part.waits else 0
    print(f"mode={what}\n{what}.threads={hogs}\n{what}.most_ns={most}")
    print(f"{what}.mean_ns={sum(part.waits) // max(len(part.waits), 1)}")
    print(f"{what}.left_ns={max(left + length, 0)}")
    print(f"{what}.rounds={len(part.waits)}\n{what}.others={part.others}")
    print(f"{what}.starved={part.starved}")
    print(f"waits of {what}-{hogs}:", *part.waits)


print("mode=prims")
for name, ns in lab.primitives().items():
    print(f"prims.{name}_ps={ns * 1000:.0f}")
begun = now()
sum(range(SIZE))
length = now() - begun
print(f"mode=long\nlong.length_ns={length}")
for word in sys.argv[1:] or ["join:2", "sleep:2", "compute:2", "own:2",
                             "long:2", "timer:2"]:
    what, _, hogs = word.partition(":")
    report(measure(what, int(hogs)), what, hogs)
