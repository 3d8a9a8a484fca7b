# SPDX-License-Identifier: MIT
# A break in a function that a loop calls.
# Errors: all

def stop():
    print("never shown")
    break


for number in range(3):
    stop()
