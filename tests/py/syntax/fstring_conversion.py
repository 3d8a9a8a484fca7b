# SPDX-License-Identifier: MIT
# An f-string with a conversion that does not exist.
# Errors: all

value = 3
print(f"{value!r:>5}")
print(f"{value!d}")
