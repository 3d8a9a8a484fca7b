# SPDX-License-Identifier: MIT
# A positional argument behind a keyword.
# Errors: all

def greet(greeting, name, mark):
    return greeting + ", " + name + mark


print(greet(greeting="Hello", "World", mark="!"))
