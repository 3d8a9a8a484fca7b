# SPDX-License-Identifier: MIT
"""An RLock counts for its owner and refuses everybody else.

A Lock knows only whether it is taken: who asks for it twice waits for ever,
and anyone may release it. An RLock knows its owner, who may take it again, and
must release it as often.
"""

import threading

lock = threading.RLock()
log = []


class Account:
    """Methods that lock, and call each other: what an RLock is for."""

    def __init__(self):
        self.lock = threading.RLock()
        self.balance = 0

    def add(self, amount):
        with self.lock:
            self.balance += amount

    def move_to(self, other, amount):
        with self.lock:
            self.add(-amount)   # takes self.lock again
            other.add(amount)


def stranger():
    log.append(("stranger gets it", lock.acquire(blocking=False)))
    try:
        lock.release()
    except RuntimeError as error:
        log.append(("stranger releases it", str(error)))


def ask_a_stranger():
    thread = threading.Thread(target=stranger)
    thread.start()
    thread.join()


def main():
    lock.acquire()
    print("the owner takes it again:", lock.acquire(blocking=False))
    ask_a_stranger()
    lock.release()
    ask_a_stranger()            # still taken: once is left
    lock.release()
    try:
        lock.release()
    except RuntimeError as error:
        print("once too often:", error)
    for what, answer in log:
        print(what + ":", answer)

    plain = threading.Lock()
    plain.acquire()
    print("a Lock's owner takes it again:", plain.acquire(blocking=False))
    thread = threading.Thread(target=plain.release)
    thread.start()              # another thread may release a Lock
    thread.join()
    print("released by another:", not plain.locked())

    mine, yours = Account(), Account()
    mine.add(100)
    mine.move_to(yours, 30)
    print("balances:", mine.balance, yours.balance)


main()
