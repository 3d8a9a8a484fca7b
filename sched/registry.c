/* SPDX-License-Identifier: MIT
 *
 * The scheduling policies that sched= chooses from, one a line; the first is
 * the default. To add one: its file, its declaration in sched.h, its line here.
 */
#include "sched/sched.h"

#include <stddef.h>
#include "lib/string.h"

const struct sched_ops *const sched_policies[] = {
    &sched_rr,
    &sched_fifo,
};

const unsigned sched_policies_count =
    sizeof(sched_policies) / sizeof(sched_policies[0]);

const struct sched_ops *sched_policy_find(const char *name)
{
    for (unsigned i = 0; i < sched_policies_count; i++) {
        if (strcmp(sched_policies[i]->name, name) == 0)
            return sched_policies[i];
    }
    return NULL;
}
