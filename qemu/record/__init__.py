# SPDX-License-Identifier: MIT
"""The published record of the GIL, as experiments: one line for each. Its
module says what was published, what follows from the costs of a wake-up and of
a system call, and how to see it."""

from record import (
    e01_two_threads,
    e02_interval,
    e03_intervals,
    e04_convoy,
    e05_one_core,
    e06_forced,
    e07_policies,
    e08_long_instruction,
    e09_ctrl_c,
    e10_relock,
    e11_quantum,
    e12_no_gil,
    e13_room,
    e14_winners,
    e15_system_calls,
    e16_hashing,
    e17_processes,
    e18_matrix,
    e19_main_thread,
)

EXPERIMENTS = (
    e01_two_threads.EXPERIMENT,
    e02_interval.EXPERIMENT,
    e03_intervals.EXPERIMENT,
    e04_convoy.EXPERIMENT,
    e05_one_core.EXPERIMENT,
    e06_forced.EXPERIMENT,
    e07_policies.EXPERIMENT,
    e08_long_instruction.EXPERIMENT,
    e09_ctrl_c.EXPERIMENT,
    e10_relock.EXPERIMENT,
    e11_quantum.EXPERIMENT,
    e12_no_gil.EXPERIMENT,
    e13_room.EXPERIMENT,
    e14_winners.EXPERIMENT,
    e15_system_calls.EXPERIMENT,
    e16_hashing.EXPERIMENT,
    e17_processes.EXPERIMENT,
    e18_matrix.EXPERIMENT,
    e19_main_thread.EXPERIMENT,
)
