/* SPDX-License-Identifier: MIT
 *
 * Names of flags, signals and errors, as strace=1 prints them.
 */
#ifndef STRACE_NAMES_H
#define STRACE_NAMES_H

#include <stdint.h>

struct strace_name {
    uint64_t value;
    const char *text; /* NULL: the end of a list */
};

extern const struct strace_name strace_open_flags[];
extern const struct strace_name strace_prot_flags[];
extern const struct strace_name strace_map_flags[];
extern const struct strace_name strace_futex_operations[]; /* not private */
extern const struct strace_name strace_signals[];
extern const struct strace_name strace_errors[]; /* positive */

/* The name of `value`, or NULL: it is not in the list. */
const char *strace_find_name(const struct strace_name *names, uint64_t value);

#endif
