# SPDX-License-Identifier: MIT
# Endless recursion: the traceback is cut in the middle.
# Errors: all
import sys


def endless(n):
    return endless(n + 1)


sys.setrecursionlimit(100)
try:
    endless(0)
except RecursionError as error:
    print(error)
endless(0)
