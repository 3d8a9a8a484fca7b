#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make a C file of the interpreter's modules in Python.

    embed.py OUTPUT FILE...

OUTPUT defines py_libraries (user/py/module/library.h): name, text and size of
each FILE, in order, then an entry without a name.
"""

import sys
from pathlib import Path

HEAD = """/* Made by mk/embed.py. */
#include "module/library.h"

"""
BYTES_PER_LINE = 16


def c_array(name, data):
    """A C array of DATA and a final 0."""
    lines = [f"static const unsigned char {name}[] = {{"]
    for at in range(0, len(data), BYTES_PER_LINE):
        lines.append("    " + "".join(
            f"{byte}," for byte in data[at:at + BYTES_PER_LINE]))
    return "\n".join(lines + ["    0};", "", ""])


def main(args):
    """Write the file; the exit status."""
    output, files = Path(args[0]), [Path(name) for name in args[1:]]
    text = HEAD
    table = ["const struct py_library py_libraries[] = {"]
    for number, file in enumerate(files):
        data = file.read_bytes()
        text += c_array(f"text{number}", data)
        table.append(f'    {{"{file.stem}", (const char *)text{number}, '
                     f"{len(data)}}},")
    table.append("    {0},\n};\n")
    output.write_text(text + "\n".join(table))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
