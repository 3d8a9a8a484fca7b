# SPDX-License-Identifier: MIT
"""A file that is never closed is written at the end of the program."""

out = open(1, "w")
out.write("written, but neither flushed nor closed\n")
