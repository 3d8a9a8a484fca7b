# SPDX-License-Identifier: MIT
# SystemExit prints its text, behind finally clauses, and no traceback.
# Errors: all
import sys


def leave():
    try:
        sys.exit("leaving with a message")
    finally:
        print("finally runs")


try:
    leave()
except Exception:
    print("never: it is no Exception")
