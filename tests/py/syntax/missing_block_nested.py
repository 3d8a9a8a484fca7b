# SPDX-License-Identifier: MIT
# An if within a loop without a block, at the end of a method.
# Errors: all

class Counter:
    def count(self, words):
        found = {}
        for word in words:
            if word not in found:
            found[word] = 0
            found[word] += 1
        return found


print(Counter().count(["a", "b", "a"]))
