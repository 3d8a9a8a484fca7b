# SPDX-License-Identifier: MIT
# import * in a function.
# Errors: all

from math import *


def load():
    from math import *
    return pi
