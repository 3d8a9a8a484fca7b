# SPDX-License-Identifier: MIT
# A def whose body is not indented.
# Errors: all

def average(numbers):
return sum(numbers) / len(numbers)


print(average([1, 2, 3]))
