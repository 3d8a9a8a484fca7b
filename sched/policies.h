/* SPDX-License-Identifier: MIT
 *
 * The policies' tables, for the registry.
 */
#ifndef SCHED_POLICIES_H
#define SCHED_POLICIES_H

#include "sched/sched.h"

extern const struct sched_ops sched_rr;
extern const struct sched_ops sched_fifo;

#endif
