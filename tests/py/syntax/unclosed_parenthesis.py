# SPDX-License-Identifier: MIT
# A call is never closed: the error is where it opens.
# Errors: all

import sys


def report(values):
    print("sum:", sum(values)
    print("max:", max(values))


report([1, 2, 3])
