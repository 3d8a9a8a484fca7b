# SPDX-License-Identifier: MIT
# A generator expression beside another argument.
# Errors: all

print(sum(n for n in range(4)))
print(sum(n for n in range(4), 10))
