/* SPDX-License-Identifier: MIT
 *
 * The guard: calls into a scheduling policy can be abandoned. guard_call notes its
 * stack, its frame pointer and where to go on otherwise, and calls a function of
 * the core. Where that function calls the policy it says so (guard_enter,
 * guard_leave). Whoever finds the policy at fault between the two (an exception, a
 * failed assertion, the watchdog's NMI: x86/guard.c) goes on behind guard_call, and
 * what was being done is forgotten.
 *
 * Why that is safe for the caller: guard_call is one statement for the compiler,
 * and it says that all registers change; so what the caller needs afterwards is on
 * its own stack, above what is thrown away. What the core's function had half done
 * the caller has to complete: it knows in which operation it was. What the policy
 * had half done does not matter: nobody asks it again (task/watchdog.h).
 *
 * It costs three instructions and two for each call of the policy. Interrupts are
 * off.
 */
#ifndef TASK_GUARD_H
#define TASK_GUARD_H

#include <stdbool.h>
#include <stdint.h>
#include "core.h"

enum guard_op {
    GUARD_NONE, /* not in the policy */
    GUARD_INIT,
    GUARD_EXIT,
    GUARD_INIT_TASK,
    GUARD_EXIT_TASK,
    GUARD_SELECT_CPU,
    GUARD_ENQUEUE,
    GUARD_DEQUEUE,
    GUARD_DISPATCH,
    GUARD_TICK,
    GUARD_PREEMPTS,
    GUARD_RUNNING,
    GUARD_STOPPING,
    GUARD_YIELD,
    GUARD_SET_WEIGHT,
    GUARD_ADMIT,
    GUARD_DUMP,
};

/* The policy is called from here on: its operation `op`. */
static inline void guard_enter(enum guard_op op)
{
    __asm__ volatile("movl %0, %%gs:%c1" : : "ri"(op), "i"(CORE_GUARD_OP));
}

/* It has returned. */
static inline void guard_leave(void)
{
    guard_enter(GUARD_NONE);
}

/* What a function does not take. Costs nothing. */
static inline uint64_t guard_nothing(void)
{
    uint64_t nothing;
    __asm__("" : "=r"(nothing));
    return nothing;
}

/* Call `function` with up to three arguments. False: it was abandoned. */
static inline __attribute__((always_inline)) bool guard_call(
    const void *function, uint64_t a, uint64_t b, uint64_t c)
{
    __asm__ goto volatile(
        "movq %%rbp, %%gs:%c[frame]\n\t"
        "movq $%l[abandoned], %%gs:%c[resume]\n\t"
        "movq %%rsp, %%gs:%c[stack]\n\t"
        "call %c[function]"
        : "+D"(a), "+S"(b), "+d"(c)
        : [function] "i"(function), [stack] "i"(CORE_GUARD_STACK),
          [frame] "i"(CORE_GUARD_FRAME), [resume] "i"(CORE_GUARD_RESUME)
        : "rax", "rbx", "rcx", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
          "r15", "memory", "cc"
        : abandoned);
    return true;
abandoned:
    return false;
}

/* The operation in which the last call was abandoned; its name; and what was found
 * about it: "divided by zero, at name+0x12". */
enum guard_op guard_abandoned_in(void);
const char *guard_op_name(enum guard_op op);
const char *guard_caught(void);

/* Between these the policy is in a helper that must not be abandoned halfway. */
static inline void guard_busy(bool busy)
{
    this_core()->guard.busy = busy;
}

#endif
