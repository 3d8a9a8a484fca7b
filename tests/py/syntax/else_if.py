# SPDX-License-Identifier: MIT
# else if in place of elif.
# Errors: all

grade = 71
if grade > 90:
    print("A")
else if grade > 70:
    print("B")
