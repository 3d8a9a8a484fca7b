# SPDX-License-Identifier: MIT
"""n = n + f() can lose an update; with a lock, or as one operation, it
cannot."""

import threading

THREADS, ROUNDS = 4, 400
unguarded = guarded = 0
box = [0]
table = {"n": 0}
lock = threading.Lock()
marks = []


def one():
    return 1


class Account:
    def __init__(self):
        self.lock = threading.RLock()
        self.balance = 0

    def deposit(self, amount):
        with self.lock:
            self.set(self.balance + amount)

    def set(self, value):
        with self.lock:
            self.balance = value


account = Account()


def work():
    global unguarded, guarded
    for _ in range(ROUNDS):
        unguarded = unguarded + one()
        with lock:
            guarded = guarded + one()
            box[0] += one()
            table["n"] += one()
        account.deposit(2)
        marks.append(None)


threads = [threading.Thread(target=work) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(1 <= unguarded <= THREADS * ROUNDS)
print(guarded, box, table, account.balance, len(marks))
