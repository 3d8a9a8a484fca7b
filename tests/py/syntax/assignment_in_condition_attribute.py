# SPDX-License-Identifier: MIT
# = where == was meant, behind an attribute and a subscript.
# Errors: all

class Point:
    x = 0


points = [Point()]
if points[0].x = 0 and len(points) == 1:
    print("origin")
