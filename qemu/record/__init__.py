# SPDX-License-Identifier: MIT
"""The published record of the GIL, as experiments: one line for each. Its
module says what was published, what follows from the costs of a wake-up and of
a system call, and how to see it."""

from record import e01_two_threads

EXPERIMENTS = (
    e01_two_threads.EXPERIMENT,
)
