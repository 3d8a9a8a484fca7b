# SPDX-License-Identifier: MIT
# A comma that is missing in a list over several lines.
# Errors: all

names = [
    "ada",
    "grace",
    max("barbara", "edsger") "donald",
    "ken",
]
print(names)
