# SPDX-License-Identifier: MIT
# A string without its end.
# Errors: all

name = "World"
print("Hello, " + name)
print('It's a nice day)
print("Bye")
