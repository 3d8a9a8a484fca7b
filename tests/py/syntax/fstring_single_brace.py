# SPDX-License-Identifier: MIT
# A brace alone in an f-string.
# Errors: all

count = 3
print(f"{{{count}}}")
print(f"set {count}} done")
