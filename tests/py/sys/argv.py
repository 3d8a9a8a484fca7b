# SPDX-License-Identifier: MIT
# Run with: MOOD=cheerful one 'two words' --flag -x ü ''
"""sys.argv and the environment, as the command line and its maker gave
them."""

import os
import sys

print(sys.argv)
print(len(sys.argv), sys.argv[0].endswith("argv.py"), type(sys.argv).__name__)
print(os.environ["MOOD"], os.getenv("MOOD"))
sys.argv.append("changed")
print(sys.argv[-1])
print(__name__, __file__ == sys.argv[0] or __file__.endswith(sys.argv[0]))
print(isinstance(sys.path, list), isinstance(sys.path[0], str))
