# SPDX-License-Identifier: MIT
# Quotes from a word processor.
# Errors: all

title = "plain"
print(“hello”)
