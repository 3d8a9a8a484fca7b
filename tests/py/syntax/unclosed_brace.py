# SPDX-License-Identifier: MIT
# A nested dict lacks the last of two braces.
# Errors: all

config = {
    "name": "convoy",
    "options": {
        "cores": 2,
        "trace": True,
    },

for key in config:
    print(key, config[key])
