# SPDX-License-Identifier: MIT
"""Several processes write to one place, letter by letter.

    interleave.py [PROCESSES [LINES]]

Each write() is whole, and nobody writes while another does. But between two
writes anything can happen, and a line made of many writes is not whole: the
processes' lines are mixed. A lock that all of them share, held for a line, puts
that in order. Which lines are mixed, and how, is up to the scheduler: try
SEED=, CORES= and SCHED=.
"""

import os
import sys
from multiprocessing import Lock, Process

PROCESSES = int(sys.argv[1]) if len(sys.argv) > 1 else 3
LINES = int(sys.argv[2]) if len(sys.argv) > 2 else 20


class NoLock:
    """Does nothing, as a lock."""

    def __enter__(self):
        pass

    def __exit__(self, *args):
        pass


def line_of(number):
    return chr(ord("a") + number) * 20


def write_lines(number, outer, lock):
    for _ in range(LINES):
        with lock:
            for letter in line_of(number) + "\n":
                os.write(outer, letter.encode())


def run(lock):
    """What all processes together have written, as lines."""
    inner, outer = os.pipe()
    processes = [Process(target=write_lines, args=(number, outer, lock))
                 for number in range(PROCESSES)]
    for process in processes:
        process.start()
    os.close(outer)
    text = b""
    while True:
        piece = os.read(inner, 4096)
        if not piece:
            break
        text += piece
    os.close(inner)
    for process in processes:
        process.join()
    return text.decode().split("\n")[:-1]


wanted = sorted(line_of(number) for number in range(PROCESSES)
                for _ in range(LINES))
for name, lock in (("without a lock", NoLock()), ("with a lock", Lock())):
    lines = run(lock)
    whole = sum(line in wanted for line in lines)
    print(f"{name}: {whole} of {len(wanted)} lines are whole")
    for line in [line for line in lines if line not in wanted][:3]:
        print("   ", line)
    print("    all of them, in some order:", sorted(lines) == wanted)
    print("    no letter is lost:",
          sorted("".join(lines)) == sorted("".join(wanted)))
