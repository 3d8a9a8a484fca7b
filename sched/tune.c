/* SPDX-License-Identifier: MIT
 *
 * The option tune=NAME:VALUE,...: set a policy's own numbers, each in its range.
 */
#include "sched/sched.h"

#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"

/* The tunable called name[length], or NULL. */
static const struct sched_tunable *find(const struct sched_ops *policy,
                                        const char *name, size_t length)
{
    const struct sched_tunable *one = policy->tunables;
    for (; one && one->name; one++) {
        if (strlen(one->name) == length &&
            strncmp(one->name, name, length) == 0)
            return one;
    }
    return NULL;
}

/* Say what is legal. */
static int refuse(const struct sched_ops *policy, const char *text, char *error,
                  unsigned size)
{
    const struct sched_tunable *one = policy->tunables;
    int at = ksnprintf(error, size, "option tune=%.64s: legal for sched=%s is",
                       text, policy->name);
    if (!one || !one->name)
        ksnprintf(error + at, size - (unsigned)at, " nothing");
    for (; one && one->name && at < (int)size; one++)
        at += ksnprintf(error + at, size - (unsigned)at, " %s:%lu...%lu (%s)",
                        one->name, one->min, one->max, one->unit);
    return -EINVAL;
}

/* Read a number, up to a comma or the end: false if there is none. */
static bool read_value(const char **text, uint64_t max, uint64_t *value)
{
    const char *start = *text;
    for (*value = 0; **text >= '0' && **text <= '9'; (*text)++) {
        *value = *value * 10 + (uint64_t)(**text - '0');
        if (*value > max)
            return false;
    }
    return *text > start && (!**text || **text == ',');
}

int sched_tune(const struct sched_ops *policy, const char *text, char *error,
               unsigned size)
{
    const char *at = text;
    while (*at) {
        const char *colon = strchr(at, ':');
        const struct sched_tunable *one =
            colon ? find(policy, at, (size_t)(colon - at)) : NULL;
        uint64_t value;
        if (!one)
            return refuse(policy, text, error, size);
        at = colon + 1;
        if (!read_value(&at, one->max, &value) || value < one->min)
            return refuse(policy, text, error, size);
        *one->value = value;
        at += *at == ',';
    }
    return 0;
}
