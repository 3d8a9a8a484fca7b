# SPDX-License-Identifier: MIT
# A method without its colon, within a class.
# Errors: all

class Account:
    """Holds a balance."""

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount)
        self.balance += amount
        return self.balance


account = Account("Ada")
account.deposit(5)
print(account.balance)
