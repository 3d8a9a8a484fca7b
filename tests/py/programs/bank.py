# SPDX-License-Identifier: MIT
"""Ten threads move money between accounts, each account with a lock of its
own, taken in order: nothing is lost and nobody waits for ever."""

import random
import threading


class Account:
    def __init__(self, number, balance):
        self.number = number
        self.balance = balance
        self.lock = threading.Lock()

    def __repr__(self):
        return f"Account({self.number}, {self.balance})"


class Poor(Exception):
    pass


def move(source, target, amount):
    first, second = sorted((source, target), key=lambda a: a.number)
    with first.lock, second.lock:
        if source.balance < amount:
            raise Poor(f"{source.balance} < {amount}")
        source.balance -= amount
        target.balance += amount


accounts = [Account(number, 100) for number in range(8)]
refused = []
moved = []


def clerk(seed):
    dice = random.Random(seed)
    for _ in range(60):
        source, target = dice.sample(accounts, 2)
        try:
            move(source, target, dice.randrange(1, 80))
        except Poor:
            refused.append(seed)
        else:
            moved.append(seed)


threads = [threading.Thread(target=clerk, args=(seed,)) for seed in range(10)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("total", sum(account.balance for account in accounts))
print("all accounted for", len(refused) + len(moved))
print("below zero", [a for a in accounts if a.balance < 0])
print(all(not account.lock.locked() for account in accounts))
