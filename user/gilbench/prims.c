/* SPDX-License-Identifier: MIT
 *
 * Mode prims: what the building blocks of every other figure cost on this
 * machine, in picoseconds each: those of user/measure/primitives.c, and
 *
 *   bytecode_bare_ps   one bytecode without safepoints
 *   bytecode_ps        one bytecode with this policy's safepoints; for ticks it
 *                      contains its share of a drop and take, 1/check
 */
#include <stdio.h>

#include "bench.h"

#define BYTECODES 50000

static struct gil_thread *self; /* the measuring thread's */

static void report_ps(const char *name, uint64_t picoseconds)
{
    char key[64];

    snprintf(key, sizeof key, "%s_ps", name);
    report(key, picoseconds, "ps");
}

static void measure_bytecodes(const char *name, uint32_t safepoints)
{
    struct vm_object step = {.value = 1};
    uint64_t begun = measure_now();
    struct vm vm;

    vm_init(&vm, &step, NULL);
    vm.safepoints = safepoints;
    vm_run(&vm, self, BYTECODES / VM_LOOP);
    report_ps(name, (measure_now() - begun) * 1000 / BYTECODES);
}

int prims_run(uint64_t unused1, uint64_t unused2)
{
    struct measured found[MEASURED_MOST];
    uint32_t count;

    (void)unused1, (void)unused2;
    report_mode("prims");
    bench_mark_begin("prims", 1);
    if (!self) {
        self = bench_thread();
        gil_thread_init(self, GIL_ROLE_MAIN, 1);
    }
    gil_take(self);
    measure_bytecodes("bytecode_bare", 0);
    measure_bytecodes("bytecode", gil->where);
    count = measure_primitives(self, found);
    for (uint32_t i = 0; i < count; i++)
        report_ps(found[i].name, found[i].picoseconds);
    gil_drop(self, GIL_WHY_EXIT);
    bench_mark_end();
    return 0;
}
