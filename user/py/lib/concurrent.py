# SPDX-License-Identifier: MIT
"""The package of concurrent.futures; there is nothing else in it."""
