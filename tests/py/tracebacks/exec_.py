# SPDX-License-Identifier: MIT
# Code without a file has no source lines.
# Errors: all

source = """
def helper(x):
    return 1 / x

result = helper(2)
"""
namespace = {}
exec(source, namespace)
print(namespace["result"])
print(eval("helper(x) + 1", namespace, {"x": 4}))
namespace["helper"](0)
