# SPDX-License-Identifier: MIT
"""Scripts for gdb -batch whose commands' outputs can be told apart."""

from lib.check import equal, tail

MARK = "----- "  # before each command's output


def script(commands):
    """gdb commands, each announced by a mark; one that fails says so and the
    next is run."""
    lines = []
    for text in commands:
        lines += [f"echo {MARK}\\n", "python",
                  f"try: gdb.execute({text!r})",
                  "except gdb.error as error: print('error:', error)", "end"]
    return "\n".join([*lines, f"echo {MARK}\\n"]) + "\n"


def pieces(output, commands):
    """What each of the COMMANDS of a script printed, of gdb's whole OUTPUT."""
    found = output.split(MARK + "\n")
    equal(len(found), len(commands) + 2, f"outputs\n{tail(output)}\n")
    return found[1:-1]
