# SPDX-License-Identifier: MIT
# An if without its colon, behind code that is fine.
# Errors: all

temperatures = [12, 17, 9, 21]
warm = []


def classify(value):
    if value > 15:
        return "warm"
    elif value > 10:
        return "mild"
    return "cold"


for value in temperatures:
    if classify(value) == "warm"
        warm.append(value)
print(warm)
