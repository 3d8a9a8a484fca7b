# SPDX-License-Identifier: MIT
# A parenthesis is closed by a bracket.
# Errors: all

matrix = [[1, 2], [3, 4]]
flat = [value for row in matrix for value in row]
print(sum(flat), max(flat[0:2))
