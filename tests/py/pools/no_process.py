# SPDX-License-Identifier: MIT
"""A pool of which a worker cannot be forked: submit() says so, and the next one
has the rest begin."""
import os
from concurrent.futures import ProcessPoolExecutor

fork = os.fork
forks = 0
refused = ()


def fork_or_not():
    global forks
    forks += 1
    if forks in refused:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()


def square(x):
    return x * x


def use(numbers, calls):
    global forks, refused
    forks = 0
    refused = numbers
    print("refused", *numbers)
    pool = ProcessPoolExecutor(3)
    for x in range(calls):
        try:
            print(pool.submit(square, x).result(timeout=100))
        except BlockingIOError as error:
            print(error)
    pool.shutdown()


os.fork = fork_or_not
use((1,), 3)
use((2,), 3)
use((3,), 3)
use((1, 2, 4), 5)
