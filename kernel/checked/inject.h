/* SPDX-License-Identifier: MIT
 *
 * Allocations that fail on request, in the checked image: the n-th from now on of
 * the process that asked, its threads and its descendants. In all other images
 * none does.
 */
#ifndef CHECKED_INJECT_H
#define CHECKED_INJECT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef CHECKED

/* Has the allocation that is about to be made to fail? */
bool inject_failure(void);

/* Let the n-th allocation fail, 1 being the next one, and `more` after it; n = 0:
 * none. */
void inject_set(uint64_t n, uint64_t more);

/* What is left to count of the last inject_set: 0 when the failure is over. */
uint64_t inject_left(void);

#else

static inline bool inject_failure(void)
{
    return false;
}

#endif
#endif
