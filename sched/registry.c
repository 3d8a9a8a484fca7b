/* SPDX-License-Identifier: MIT
 *
 * The scheduling policies that sched= chooses from, one a line; the first is
 * the default. To add one: its file, its declaration in sched.h, its line here.
 */
#include "sched/sched.h"

#include <stddef.h>
#include "lib/string.h"

const struct sched_ops *const sched_policies[] = {
    &sched_rr,            /* turns */
    &sched_fifo,          /* whoever comes first */
    &sched_prio,          /* POSIX's real-time classes */
    &sched_mlfq,          /* OSTEP's feedback queues */
    &sched_bsd44,         /* decay usage */
    &sched_lottery,       /* a draw for each turn */
    &sched_stride,        /* steps of 1 / weight */
    &sched_cfs,           /* Linux's to 6.5 */
    &sched_eevdf,         /* and from 6.6 */
    &sched_edf,           /* deadlines, with budgets */
    &sched_mine,          /* a student's own */
    &sched_random_policy, /* whoever, whenever */
    &sched_pct,           /* random priorities: finds races */
    &sched_forced,        /* a schedule as it is written down */
};

const unsigned sched_policies_count =
    sizeof(sched_policies) / sizeof(sched_policies[0]);

const struct sched_ops *sched_policy_find(const char *name)
{
    for (unsigned i = 0; sched_test_policies && sched_test_policies[i]; i++) {
        if (strcmp(sched_test_policies[i]->name, name) == 0)
            return sched_test_policies[i];
    }
    for (unsigned i = 0; i < sched_policies_count; i++) {
        if (strcmp(sched_policies[i]->name, name) == 0)
            return sched_policies[i];
    }
    return NULL;
}

/* Linux's sched_prio_to_weight: each step is worth a tenth of the core between
 * two. Rounded so that many tools' tables agree; 1024 * 1.25 ** -nice. */
static const uint32_t weights[SCHED_NICE_MAX - SCHED_NICE_MIN + 1] = {
    88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916,
    9548,  7620,  6100,  4904,  3906,  3121,  2501,  1991,  1586,  1277,
    1024,  820,   655,   526,   423,   335,   272,   215,   172,   137,
    110,   87,    70,    56,    45,    36,    29,    23,    18,    15,
};

#define WEIGHT_IDLE 3

uint32_t sched_weight(enum sched_class class, int nice)
{
    return class == SCHED_IDLE ? WEIGHT_IDLE : weights[nice - SCHED_NICE_MIN];
}
