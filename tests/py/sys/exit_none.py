# SPDX-License-Identifier: MIT
"""A status of None is 0, although an exception is being handled."""

import sys


class Silent:
    def __del__(self):
        print("destroyed at the end")


kept = Silent()
try:
    1 / 0
except ZeroDivisionError:
    print("leaves with None")
    del kept
    sys.exit()
