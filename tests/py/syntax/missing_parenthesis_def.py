# SPDX-License-Identifier: MIT
# A def without parentheses.
# Errors: all

def greet:
    print("hello")


greet()
