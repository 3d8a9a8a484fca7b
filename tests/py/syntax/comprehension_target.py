# SPDX-License-Identifier: MIT
# A comprehension over two names without parentheses.
# Errors: all

pairs = [(1, 2), (3, 4)]
print([(a, b) for a, b in pairs])
print([a, b for a, b in pairs])
