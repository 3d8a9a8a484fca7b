#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Install the Debian packages that are missing: mk/setup.sh packages.txt
#
# Says what it installs and why. Where it cannot install (no dpkg, no root, no
# network) it prints one line with what to install, and fails. It never removes
# or upgrades anything of its own accord.
set -u

list=$1

fail() {
    echo "set-up: $*" >&2
    exit 1
}

# The names in the list, one a line.
wanted() {
    sed -e 's/#.*//' "$list" | awk 'NF { print $1 }'
}

installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'
}

# Run a command as root: directly, or through a sudo that asks nothing.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_be_root() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

install_packages() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
        --yes --quiet=2 --no-install-recommends "$@" >"$log" 2>&1
}

command -v dpkg-query >/dev/null 2>&1 ||
    fail "no dpkg here; install these yourself, then make SETUP=off:" \
        $(wanted)

missing=
for package in $(wanted); do
    installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

can_be_root && command -v apt-get >/dev/null 2>&1 ||
    fail "not root and no sudo; run: sudo apt-get install$missing"

log=$(mktemp) || fail "no temporary file"
trap 'rm -f "$log"' EXIT
for package in $missing; do
    printf '  APT     %s\n' "$(grep "^$package " "$list")"
done

# The package lists may be old or absent: refresh them only if that matters.
install_packages $missing && exit 0
as_root apt-get update --quiet=2 >"$log" 2>&1
install_packages $missing && exit 0
tail -n 3 "$log" >&2
fail "apt-get failed; run: sudo apt-get update && sudo apt-get install$missing"
