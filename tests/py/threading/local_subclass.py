# SPDX-License-Identifier: MIT
"""A class derived from local: __init__ runs once in each thread that uses
it."""

import threading


class Account(threading.local):
    kind = "shared by all"
    made = []

    def __init__(self, owner, *, start=0):
        Account.made.append(threading.current_thread().name)
        self.owner = owner
        self.balance = start

    def pay(self, amount):
        self.balance += amount
        return self.balance

    @property
    def text(self):
        return f"{self.owner}: {self.balance}"


class Failing(threading.local):
    def __init__(self):
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("only in the main thread")
        self.fine = True


account = Account("all", start=100)
account.pay(11)
results = []


def work(amount):
    results.append((account.text, account.pay(amount), account.pay(amount)))


def unused():
    pass


def fails():
    for _ in range(2):
        try:
            failing.fine
        except ValueError as error:
            results.append(str(error))


for target, args in ((work, (1,)), (work, (2,)), (unused, ()), (work, (3,))):
    thread = threading.Thread(target=target, args=args)
    thread.start()
    thread.join()
print(results, account.text)
print(len(Account.made), Account.made[0], Account.kind, account.kind)
Account.kind = "changed"
results.clear()
failing = Failing()
thread = threading.Thread(target=fails)
thread.start()
thread.join()
print(results, failing.fine)
print(account.kind, isinstance(account, threading.local))
account.kind = "mine"
print(account.kind, Account.kind, sorted(account.__dict__))
try:
    Account()
except TypeError as error:
    print(error)
