# SPDX-License-Identifier: MIT
# A block whose lines begin with a tab here and spaces there.
# Errors: all

def area(width, height):
	result = width * height
        return result


print(area(2, 3))
