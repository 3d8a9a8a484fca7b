#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sim_policy.sh FILE.c OBJECT: the table of policy FILE.c, whatever it is
# called, is called sim_file_policy in OBJECT.
set -eu

tables=$(nm -g --defined-only "$2" | awk '$3 ~ /^sched_/ {print $3}')
if [ "$(echo $tables | wc -w)" -ne 1 ]; then
    echo "POLICY=$1: it has to define one table," \
        "\`const struct sched_ops sched_NAME\`; found: ${tables:-none}" >&2
    rm -f "$2"
    exit 1
fi
objcopy --redefine-sym "$tables=sim_file_policy" "$2"
