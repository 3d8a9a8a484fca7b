# SPDX-License-Identifier: MIT
"""The published record of the GIL, as experiments: one line for each. Its
module says what was published, what follows from the costs of a wake-up and of
a system call, and how to see it."""

from record import (
    e01_two_threads,
    e02_interval,
    e03_intervals,
    e06_forced,
)

EXPERIMENTS = (
    e01_two_threads.EXPERIMENT,
    e02_interval.EXPERIMENT,
    e03_intervals.EXPERIMENT,
    e06_forced.EXPERIMENT,
)
