# SPDX-License-Identifier: MIT
"""A destructor that runs at its thread's end may use thread-local data
again."""

import threading

data = threading.local()
died = []


class Last:
    def __init__(self, left):
        self.left = left

    def __del__(self):
        died.append(self.left)
        if self.left:
            data.last = Last(self.left - 1)


def body():
    data.last = Last(1)


thread = threading.Thread(target=body)
thread.start()
thread.join()
print(died[0], hasattr(data, "last"))
