# SPDX-License-Identifier: MIT
# A keyword where a name must be.
# Errors: all

def show(text, class):
    print(text)


show("x", 1)
