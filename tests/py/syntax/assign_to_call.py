# SPDX-License-Identifier: MIT
# The result of a call as target.
# Errors: all

values = [3, 1, 2]
sorted(values) = values
print(values)
