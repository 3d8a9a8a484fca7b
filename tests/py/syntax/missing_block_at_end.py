# SPDX-License-Identifier: MIT
# A class statement at the end of the file, with a comment for a body.
# Errors: all

def helper():
    return 1


class Unfinished:
    # to be written
