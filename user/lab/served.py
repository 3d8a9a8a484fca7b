# SPDX-License-Identifier: MIT
"""Is a server served, beside threads that want the whole machine?

    served.py [NAME=NUMBER]...

An echo server needs little of the machine: its client pauses between two
requests. Beside it are hogs, which compute and never block, and perhaps
gamers, which compute as much, but do a little I/O in between, as if they were
servers. A GIL that is worth its name answers each request at once, and leaves
the rest of the machine to the hogs, in equal parts.

    hogs=1        threads that compute
    gamers=0      threads that compute, and write and read a byte now and then
    every=200     rounds that a gamer computes in between
    sleep_us=0    not 0: a gamer sleeps for so long instead of its tiny I/O
    servers=1     each with a client of its own
    pause_us=2000 between two requests
    jitter=1      0: just so long; 1: on average, from half to one and a half
    work=0        rounds that a server computes for each request
    rounds=200000 that each hog and gamer computes
    alone=1       0: leave out the first part
    late=0        1: the servers are the last threads to be started

First all that is to be computed is done in sequence: the mark `alone`. Then
everybody at once, until the last hog and gamer is done: the mark `together`,
and in it, from the first reply on, when the kernel's scheduler has seen who is
who, the mark `served`.

A client is a process of its own, and knows of no GIL but its own. A thread says
what it is only at its end: no policy can know it before. Hogs are called cpu-1,
cpu-2, ..., gamers cpu-11, cpu-12, ...
"""

import os
import random
import sys
import threading
import time

import lab

FIRST_GAMER = 11  # by number
NAMES = {"hogs": 1, "gamers": 0, "every": 200, "sleep_us": 0, "servers": 1,
         "pause_us": 2000, "jitter": 1, "work": 0, "rounds": 200_000,
         "alone": 1, "late": 0}

for word in sys.argv[1:]:
    name, _, number = word.partition("=")
    if name not in NAMES:
        sys.exit(f"served.py: {name}: legal are {', '.join(NAMES)}")
    NAMES[name] = int(number)

ROUNDS = NAMES["rounds"]
EVERY = NAMES["every"]
done = False
replied = []  # when
gate = threading.Event()


def count(rounds):
    """What it is to compute."""
    n = 0
    while n < rounds:
        n += 1


def hog():
    """Compute, and nothing else."""
    count(ROUNDS)


def gamer():
    """Compute as much, and look busy."""
    pause = NAMES["sleep_us"] / 1e6
    reader, writer = os.pipe()
    for _ in range(ROUNDS // EVERY):
        count(EVERY)
        if pause:
            time.sleep(pause)
        else:
            os.write(writer, b"x")
            os.read(reader, 1)


def compute(work, number):
    """A thread that does its work when all are ready."""
    gate.wait()
    work()
    lab.role("cpu", number)


def echo(number, requests, replies):
    """A server. It hangs up at the first request after the work is done."""
    while not done:
        message = os.read(requests, 64)
        count(NAMES["work"])
        if not done:
            os.write(replies, message)
            replied.append(time.perf_counter())
        if len(replied) == 1:
            lab.mark_begin("served")
    os.close(replies)
    lab.role("echo", number)


def client(number, requests, replies):
    """The rest of the world, until the server hangs up. The first that it
    reads is its go."""
    random.seed(number)
    pause = NAMES["pause_us"] / 1e6
    while os.read(replies, 64):
        longer = NAMES["jitter"] * (random.random() - 0.5)
        time.sleep(pause * (1 + longer))
        os.write(requests, b"request!")
    lab.role("client", number)


class Server:
    """A thread of this process, and its client, a process."""

    def __init__(self, number):
        requests, ask = os.pipe()
        hear, self.replies = os.pipe()
        self.client = os.fork()
        if self.client == 0:
            os.close(self.replies)
            client(number, ask, hear)
            sys.exit()
        os.close(hear)
        self.thread = threading.Thread(
            target=echo, args=(number, requests, self.replies))

    def go(self):
        """Have the client begin."""
        os.write(self.replies, b"go")

    def end(self):
        """Wait for both; the work is done."""
        os.waitpid(self.client, 0)
        self.thread.join()


works = [hog] * NAMES["hogs"] + [gamer] * NAMES["gamers"]
numbers = [*range(1, NAMES["hogs"] + 1),
           *range(FIRST_GAMER, FIRST_GAMER + NAMES["gamers"])]
threads = [threading.Thread(target=compute, args=pair)
           for pair in zip(works, numbers)]
servers = [Server(number + 1) for number in range(NAMES["servers"])]
serving = [server.thread for server in servers]
for thread in threads + serving if NAMES["late"] else serving + threads:
    thread.start()

if NAMES["alone"]:
    lab.mark_begin("alone")
    for work in works:
        work()
    lab.mark_end()

lab.mark_begin("together")
for server in servers:
    server.go()
gate.set()
for thread in threads:
    thread.join()
done = True
lab.mark_end()  # served
lab.mark_end()  # together

for server in servers:
    server.end()
rate = (len(replied) - 1) / (replied[-1] - replied[0])
print(f"served.replies={len(replied)}\nreplies a second: {rate:.1f}")
