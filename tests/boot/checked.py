# SPDX-License-Identifier: MIT
"""The checked image (kernel/checked) sees each kind of wrong access. The test
image is asked to make one (tests/kernel/provoke_memory.c); the panic says what
it hit, and whose it was."""

import re

from lib.check import check, equal
from lib.lab import KASAN_KTEST_IMAGE

# What to ask for: what the screen says, and the function at fault.
WAYS = {
    "heap-read": (r"read of 1 bytes at \w+ outside an object: byte 20 of 20 "
                  r"at \w+, taken by heap_read\+", "heap_read"),
    "heap-write": (r"write of 8 bytes at \w+ outside an object: byte 24 of 24 "
                   r"at \w+, taken by heap_write\+", "heap_write"),
    "heap-before": (r"read of 1 bytes at \w+ outside an object",
                    "heap_before"),
    "heap-copy": (r"write of \d+ bytes at \w+ outside an object: byte 20 of "
                  r"20 at \w+, taken by heap_copy\+", "memset"),
    "heap-to-user": (r"read of 24 bytes at \w+ outside an object: byte 20 of "
                     r"20 at \w+, taken by heap_to_user\+", "heap_to_user"),
    "heap-freed": (r"write of 8 bytes at \w+ in an object that was freed: "
                   r"byte 8 of 24 at \w+, taken by heap_freed\+\w+, freed by "
                   r"heap_freed\+", "heap_freed"),
    "freed-twice": (r"in an object that was freed: byte 0 of 24 at \w+, taken "
                    r"by heap_freed_twice\+\w+, freed by heap_freed_twice\+",
                    "kfree"),
    "stack-write": (r"write of 1 bytes at \w+ outside a variable on the stack",
                    "stack_write"),
    "stack-scope": (r"read of 1 bytes at \w+ in a variable that has gone out "
                    r"of scope", "stack_scope"),
    "global-write": (r"write of 1 bytes at \w+ outside a global variable",
                     "global_write"),
    "frame-freed": (r"read of 4 bytes at \w+ in a frame that is free",
                    "frame_freed"),
}


def test_reports(lab):
    """Out of bounds, before the start, after the end of life, on heap, stack,
    globals and frames, by the kernel's code and by its copies to programs:
    each wrong access is a panic that names it."""
    for way, (text, function) in WAYS.items():
        result = lab.boot(image=KASAN_KTEST_IMAGE, args=[way], timeout=60)
        equal(result.kind, "panic", f"{way}: end ({result.error})")
        screen = result.console[result.console.index("panic: "):]
        check(re.search(text, screen), f"{way}: no {text!r} in\n{screen}")
        check(re.search(rf"  {function}\+0x", screen),
              f"{way}: {function} is not in\n{screen}")
