# SPDX-License-Identifier: MIT
# Process: life, exit codes, names, what is not allowed.
import os
import signal
import sys
import time
from multiprocessing import Process, active_children, current_process


def work(text, *, end="."):
    print(text, current_process().name, end, flush=True)


def ends_with(code):
    sys.exit(code)


def fails():
    sys.stderr = open("/dev/null", "w")
    raise ValueError("a process's own")


def sleep():
    time.sleep(100)


class Counter(Process):
    def __init__(self, n):
        super().__init__(name=f"counter {n}")
        self.n = n

    def run(self):
        print(self.name, self.n, self is current_process(), flush=True)


print(current_process().name, current_process().is_alive(),
      current_process().pid == os.getpid(), current_process().exitcode)
process = Process(target=work, args=("hello",), kwargs={"end": "!"})
print(process.name, process.pid, process.exitcode, process.is_alive(),
      process.daemon)
process.start()
print(process.pid > 0, process.pid == process.ident)
process.join()
print(process.exitcode, process.is_alive(), active_children())
for code in (0, 3, None, "a text", 257):
    sys.stderr.flush()
    process = Process(target=ends_with, args=(code,))
    process.start()
    process.join()
    print(code, process.exitcode)
process = Process(target=fails)
process.start()
process.join()
print("failed:", process.exitcode)
process = Counter(5)
process.start()
process.join()

process = Process(target=sleep)
process.start()
print(process.is_alive(), process.exitcode, process.join(0.01),
      process.is_alive(), active_children() == [process])
process.terminate()
process.join()
print(process.exitcode == -signal.SIGTERM, process.is_alive())
process = Process(target=sleep)
process.start()
process.kill()
process.join(100)
print(process.exitcode, active_children())
process.close()


def nested():
    inner = Process(target=work, args=("inner",))
    inner.start()
    inner.join()
    print(inner.name, inner.exitcode, flush=True)


process = Process(target=nested, name="outer")
process.start()
process.join()


def daemonic():
    try:
        Process(target=work).start()
    except AssertionError as error:
        print(error, flush=True)


process = Process(target=daemonic, daemon=True)
process.start()
process.join()


def attempt(function):
    try:
        function()
    except (AssertionError, ValueError) as error:
        print(type(error).__name__, error)


attempt(process.start)
attempt(Process().join)
attempt(lambda: setattr(process, "daemon", False))
attempt(lambda: Process(group=1))
closed = Process()
closed.close()
attempt(lambda: closed.pid)
running = Process(target=sleep, daemon=True)
running.start()
attempt(running.close)


def late():
    time.sleep(0.1)
    print("the end has waited", flush=True)


last = Process(target=late)
last.start()
print("end", flush=True)
