# SPDX-License-Identifier: MIT
# Causes and contexts are printed before what they led to.
# Errors: all


class ConfigError(Exception):
    """Raised for bad settings."""


def parse(text):
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(f"bad number {text!r}") from error


def load(settings):
    try:
        return parse(settings["size"])
    except ConfigError:
        settings["missing"]


def outer():
    try:
        load({"size": "big"})
    finally:
        print("cleaning up")


outer()
