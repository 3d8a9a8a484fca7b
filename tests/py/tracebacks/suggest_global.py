# SPDX-License-Identifier: MIT
# A global with another case or another letter is nearest.
# Errors: all

Counter = 0
counters = []
settings = {"verbose": True}


class Settings:
    def show(self):
        return Setings["verbose"]


print(settings["verbose"])
Settings().show()
