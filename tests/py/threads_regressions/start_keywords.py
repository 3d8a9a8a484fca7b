# SPDX-License-Identifier: MIT
"""start_new_thread with keyword arguments: their names must be strings."""

import _thread
import time


class Called:
    def __call__(self, a, b=2, *, c=3):
        print(a, b, c)
        ended.release()

    def __repr__(self):
        return "Called()"


ended = _thread.allocate_lock()
ended.acquire()
_thread.start_new_thread(Called(), (1,), {"c": 5})
ended.acquire()
try:
    _thread.start_new_thread(Called(), (1,), [])
except TypeError as error:
    print(error)
_thread.start_new_thread(Called(), (1,), {7: 5})  # fails in the new thread
time.sleep(0.5)
print("end")
