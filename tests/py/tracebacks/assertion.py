# SPDX-License-Identifier: MIT
# An assertion that fails, with a message of several lines.
# Errors: all


class Queue:
    def __init__(self, limit):
        self.items, self.limit = [], limit

    def put(self, item):
        self.items.append(item)
        self.check()

    def check(self):
        assert len(self.items) <= self.limit, (
            f"{len(self.items)} items,\nlimit {self.limit}")


q = Queue(2)
for letter in "abc":
    q.put(letter)
    print(letter)
