# SPDX-License-Identifier: MIT
# A decimal number with a zero in front.
# Errors: all

months = [1, 2, 3]
months.append(04)
print(months)
