#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the kernel's own symbol table, which names the lines of a backtrace.

    ksyms.py KERNEL.elf        print the table as an assembly file
    ksyms.py --empty           print a table without entries
    ksyms.py --check A B       fail unless both have the same functions

The table is what kernel/lib/backtrace needs and no more: the addresses of the
functions in ascending order, and for each the offset of its name.
"""

import re
import subprocess
import sys

# A function or a piece that gcc split off; not NASM's local labels (f.loop).
FUNCTION = re.compile(
    r"[^.]+(\.(cold|part|isra|constprop|localalias)(\.\d+)?)*")

HEAD = """\
; Made by mk/ksyms.py: the kernel's functions by address.
bits 64
global ksyms_count, ksyms_addresses, ksyms_offsets, ksyms_names
section .ksyms alloc noexec nowrite progbits align=8
"""


def functions(path):
    """The functions of an ELF file, as sorted pairs (address, name)."""
    out = subprocess.run(["nm", "-n", "--defined-only", path], check=True,
                         capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        address, kind, name = line.split()
        if kind in "tTwW" and FUNCTION.fullmatch(name):
            found.setdefault(int(address, 16), name)
    return sorted(found.items())


def table(symbols):
    """The assembly text of a table."""
    lines = [HEAD, f"ksyms_count: dq {len(symbols)}", "ksyms_addresses:"]
    lines += [f"    dq 0x{address:x}" for address, _ in symbols]
    lines.append("ksyms_offsets:")
    offset = 0
    for _, name in symbols:
        lines.append(f"    dd {offset}")
        offset += len(name) + 1
    lines.append("ksyms_names:")
    lines += [f"    db '{name}', 0" for _, name in symbols]
    return "\n".join(lines) + "\n"


def main(args):
    """Do as the command line says; return the exit status."""
    if args == ["--empty"]:
        sys.stdout.write(table([]))
    elif len(args) == 3 and args[0] == "--check":
        if functions(args[1]) != functions(args[2]):
            print(f"{args[2]}: the symbol table moved the code; .ksyms must "
                  "be the last section with contents", file=sys.stderr)
            return 1
    elif len(args) == 1:
        sys.stdout.write(table(functions(args[0])))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
