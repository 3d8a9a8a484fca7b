# SPDX-License-Identifier: MIT
"""A shell's pipeline, by hand: pipe, fork, dup2, exec.

    pipeline.py [NUMBERS]

What `numbers 1000 | squares | total` is to a shell: for each stage a process,
for each "|" a pipe. The child puts the pipe's ends where a program expects its
input and its output (dup2), closes what it does not need, and becomes the
program (exec): it knows nothing of pipes. The stages run at the same time; who
is faster waits, at a full pipe or at an empty one.
"""

import os
import sys

NUMBERS = 1000


def numbers(count=NUMBERS):
    """Stage 1: write the numbers up to count, one a line."""
    for n in range(int(count)):
        print(n)


def squares():
    """Stage 2: square what comes in."""
    for line in sys.stdin:
        print(int(line) ** 2)


def total():
    """Stage 3: add up what comes in."""
    print("the total is", sum(int(line) for line in sys.stdin))


STAGES = {"numbers": numbers, "squares": squares, "total": total}


def start(words, stdin, stdout):
    """Begin a process that runs the program `words`, with these two
    descriptors as its input and output. Its number."""
    pid = os.fork()
    if pid:
        return pid
    if stdin != 0:
        os.dup2(stdin, 0)
    if stdout != 1:
        os.dup2(stdout, 1)
    # exec closes all other ends of pipes, for Python does not let them be
    # inherited. A shell must do it, or no stage sees the end of its input.
    os.execv(words[0], words)


def pipeline(commands):
    """Run the commands, each one's output the next one's input. The exit
    codes."""
    pids, stdin = [], 0
    for words in commands[:-1]:
        inner, outer = os.pipe()
        pids.append(start(words, stdin, outer))
        os.close(outer)  # or the next stage never sees the end of its input
        if stdin:
            os.close(stdin)
        stdin = inner
    pids.append(start(commands[-1], stdin, 1))
    os.close(stdin)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


if sys.argv[1:] and sys.argv[1] in STAGES:
    STAGES[sys.argv[1]](*sys.argv[2:])
else:
    us = [sys.executable, __file__]
    print("exit codes:", pipeline([us + ["numbers", *sys.argv[1:]],
                                   us + ["squares"], us + ["total"]]))
