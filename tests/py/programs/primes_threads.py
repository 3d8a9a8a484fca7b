# SPDX-License-Identifier: MIT
"""A sieve of threads: each filters one prime's multiples out of its queue and
hands the rest on to the next."""

import queue
import threading

LIMIT = 60
END = None
found = []
threads = []


def filter_multiples(numbers):
    prime = numbers.get()
    if prime is END:
        return
    found.append(prime)
    onward = queue.Queue(maxsize=4)
    follower = threading.Thread(target=filter_multiples, args=(onward,),
                                name=f"behind {prime}")
    threads.append(follower)
    follower.start()
    while True:
        number = numbers.get()
        if number is END or number % prime:
            onward.put(number)
        if number is END:
            return


first = queue.Queue(maxsize=4)
head = threading.Thread(target=filter_multiples, args=(first,))
head.start()
for number in range(2, LIMIT):
    first.put(number)
first.put(END)
head.join()
for thread in threads:
    thread.join()
print(found)
print(len(threads), threads[0].name, threads[-1].name)
