# SPDX-License-Identifier: MIT
# A dict whose second item has no colon.
# Errors: all

ages = {"ada": 36, "grace" 85}
print(ages)
