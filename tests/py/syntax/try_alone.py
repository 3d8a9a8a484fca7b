# SPDX-License-Identifier: MIT
# A try without except and finally.
# Errors: all

def read(text):
    try:
        value = int(text)
    return value


print(read("1"))
