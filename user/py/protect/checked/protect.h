/* SPDX-License-Identifier: MIT
 *
 * What guards objects against threads: nothing; but whoever uses a count looks
 * whether its object is still there, and if it is not, the program ends with a
 * message that says where (checked.c). The functions' contracts are in
 * protect/gil/protect.h and protect/unlocked.h.
 */
#ifndef PY_PROTECT_H
#define PY_PROTECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protect/unlocked.h"

/* Free memory is each thread's own, and lost with it: what goes wrong here are
 * counts. */
#define PROTECT_STORAGE __thread
#define PROTECT_CHUNK_STORAGE __thread

/* The count of an object that was given back; no real one comes near. */
#define PROTECT_FREED (INT64_MIN / 2)

/* `count` is used though it says that nobody has a reference: say what was
 * done, and by whom, and end with status GIL_STATUS_BROKEN. */
_Noreturn void protect_gone(const int64_t *count, const char *what);

void *protect_retire(void *block, size_t *size);

static inline void count_add(int64_t *count, int64_t n)
{
    if (__builtin_expect(*count <= 0, 0))
        protect_gone(count, n > 0 ? "a reference is taken to"
                                  : "a reference is given back to");
    *count += n;
}

static inline bool count_down(int64_t *count)
{
    count_add(count, -1);
    return *count == 0;
}

static inline bool count_down_shared(int64_t *count)
{
    count_add(count, -1);
    return false;
}

static inline int64_t count_read(const int64_t *count)
{
    return *count;
}

#endif
