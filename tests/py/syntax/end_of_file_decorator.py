# SPDX-License-Identifier: MIT
# A decorator at the end of the file.
# Errors: all

def decorate(function):
    return function


@decorate
