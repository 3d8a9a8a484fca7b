/* SPDX-License-Identifier: MIT
 *
 * One holder at a time. See gil_check.h.
 *
 * holder[n] is the tid of the thread that holds interpreter n's GIL, 0 if
 * nobody does. It is exchanged, not tested and set, so that of two threads that
 * come in at once the second sees the first.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "gil.h"

static atomic_uint holder[GIL_INTERPRETERS_MOST];

static _Noreturn void broken(const char *rule, uint32_t thread, uint32_t other)
{
    char text[256];
    int length = snprintf(text, sizeof text,
                          "GIL=%s is broken: %s (thread %u; holder: %u)\n",
                          gil->name, rule, thread, other);

    if (write(STDERR_FILENO, text, (size_t)length) < 0)
        _exit(GIL_STATUS_BROKEN); /* nobody listens */
    _exit(GIL_STATUS_BROKEN);
}

static int is_checked(void)
{
    return gil->holders != GIL_HOLDERS_ANY;
}

void gil_check_acquired(const struct gil_trace *trace)
{
    uint32_t before;

    if (!is_checked())
        return;
    before = atomic_exchange(&holder[trace->gil], trace->tid);
    if (before)
        broken("two holders: a thread took the GIL while another held it",
               trace->tid, before);
}

void gil_check_drop(const struct gil_trace *trace)
{
    uint32_t before;

    if (!is_checked())
        return;
    before = atomic_exchange(&holder[trace->gil], 0);
    if (before != trace->tid)
        broken("a thread dropped the GIL that did not hold it", trace->tid,
               before);
}

void gil_check_holds(const struct gil_trace *trace, const char *name)
{
    uint32_t now = atomic_load(&holder[trace->gil]);
    char rule[64];

    if (!is_checked() || now == trace->tid)
        return;
    snprintf(rule, sizeof rule, "%s came back without the GIL", name);
    broken(rule, trace->tid, now);
}

void gil_check_dropped(const struct gil_trace *trace, const char *name)
{
    uint32_t now = atomic_load(&holder[trace->gil]);
    char rule[64];

    if (!is_checked() || now != trace->tid)
        return;
    snprintf(rule, sizeof rule, "%s came back with the GIL", name);
    broken(rule, trace->tid, now);
}

void gil_check_after_fork(void)
{
    for (unsigned i = 0; i < GIL_INTERPRETERS_MOST; i++)
        atomic_store(&holder[i], 0);
}
