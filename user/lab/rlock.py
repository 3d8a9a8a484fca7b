# SPDX-License-Identifier: MIT
"""An RLock counts for its owner and refuses everybody else.

A Lock knows only whether it is taken: who asks for it twice waits for ever,
and anyone may release it. An RLock knows its owner, who may take it again, and
must release it as often. Look at what a stranger is told while the owner has it
twice, once, and not at all.
"""

import threading

lock = threading.RLock()


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


def stranger(held):
    print(f"held {held}, a stranger gets it:", lock.acquire(blocking=False))
    try:
        lock.release()
        print(f"held {held}, a stranger releases it: as he had it")
    except RuntimeError as error:
        print(f"held {held}, a stranger releases it:", error)


def ask_a_stranger(held):
    thread = threading.Thread(target=stranger, args=(held,))
    thread.start()
    thread.join()


def main():
    lock.acquire()
    print("the owner takes it again:", lock.acquire(blocking=False))
    ask_a_stranger("twice")
    lock.release()
    ask_a_stranger("once")
    lock.release()
    ask_a_stranger("by nobody")
    try:
        lock.release()
    except RuntimeError as error:
        print("once too often:", error)

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
