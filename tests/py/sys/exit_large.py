# SPDX-License-Identifier: MIT
"""A status of more than eight bits: the lowest eight are what is seen; a
finally may replace it."""

import sys

try:
    print("first 1000")
    sys.exit(1000)
finally:
    print("then 256 + 77")
    sys.exit(256 + 77)
