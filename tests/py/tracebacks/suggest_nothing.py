# SPDX-License-Identifier: MIT
# Nothing is near enough, or there is no object to look at.
# Errors: all
import math

try:
    try:
        math.squareroot(2)
    except AttributeError as error:
        print(error)
        raise
except AttributeError:
    raise NameError("made by hand")
