# SPDX-License-Identifier: MIT
# A SyntaxError of exec is shown below the traceback.
# Errors: all


def run(text):
    return exec(text)


run("x = 1\nprint(x)")
run("if True:\n    y = (1,\n    z = 2\n")
