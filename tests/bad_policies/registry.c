/* SPDX-License-Identifier: MIT
 *
 * The policies that are wrong on purpose, in the image build/bad alone.
 */
#include "tests/bad_policies/bad.h"

const struct sched_ops *const sched_test_policies[] = {
    &sched_bad_lose,    &sched_bad_twice,
    &sched_bad_sleeper, &sched_bad_idle,
    &sched_bad_starve,  &sched_bad_loop,
    &sched_bad_loop_on, &sched_bad_null,
    &sched_bad_divide,  &sched_bad_stack,
    &sched_bad_list,    &sched_bad_garbage,
    &sched_bad_other,   &sched_bad_init,
    &sched_bad_select,  &sched_bad_dump,
    &sched_bad_later,   &sched_bad_core,
    &sched_bad_task,    &sched_bad_alarm,
    &sched_bad_running, &sched_bad_number,
    &sched_bad_count,   &sched_bad_affinity,
    &sched_bad_place,   &sched_bad_weight,
    &sched_bad_class,   NULL,
};
