# SPDX-License-Identifier: MIT
"""Run before the session of the same name; it fails."""

reached = True
raise ValueError("in the program")
