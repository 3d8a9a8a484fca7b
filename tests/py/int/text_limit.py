# SPDX-License-Identifier: MIT
"""The limit on decimal digits of int and str, its errors, and its setting."""

import sys

def show(action, *args, **named):
    """Print what the call gives, or the exception that it raises."""
    try:
        print(repr(action(*args, **named)))
    except Exception as error:
        print(f"{type(error).__name__}: {error}")

print(sys.get_int_max_str_digits())
show(lambda: len(str(10 ** 4299)))
show(lambda: len(str(10 ** 4300)))
show(lambda: len(str(-(10 ** 4299))))
show(lambda: len(str(-(10 ** 4300))))
show(lambda: len(repr(10 ** 5000)))
show(lambda: len("%d" % 10 ** 5000))
show(lambda: "%d" % (10 ** 5000))
show(lambda: f"{10 ** 5000}")
show(lambda: f"{10 ** 5000:d}")
show(lambda: f"{10 ** 5000:,}")
show(lambda: len(f"{10 ** 5000:x}"))
show(lambda: len(hex(10 ** 5000)))
show(lambda: int("1" * 4300) % 1000)
show(lambda: int("1" * 4301))
show(lambda: int("0" * 4301))
show(lambda: int("-" + "1" * 4301))
show(lambda: int("1" * 4301, 16) % 1000)
show(lambda: int("1" * 4301, 7) % 1000)
show(lambda: int("1" * 4301, 32) % 1000)
show(lambda: int("1_" * 4300 + "1"))
show(lambda: eval("1" * 4300) % 1000)
show(sys.set_int_max_str_digits, 100)
show(sys.set_int_max_str_digits, -1)
show(sys.set_int_max_str_digits, 639)
show(sys.set_int_max_str_digits, 640)
show(lambda: len(str(10 ** 639)))
show(lambda: len(str(10 ** 640)))
show(lambda: str([10 ** 640]))
sys.set_int_max_str_digits(0)
print(sys.get_int_max_str_digits())
N = 3 ** 30000
TEXT = str(N)
print(len(TEXT), TEXT[:20], TEXT[-20:])
print(int(TEXT) == N, int("-" + TEXT) == -N, int("000" + TEXT) == N)
sys.set_int_max_str_digits(4300)
show(str, N)
