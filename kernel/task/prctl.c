/* SPDX-License-Identifier: MIT
 *
 * What a process asks of the kernel for itself: prctl(2), personality(2).
 */
#include "core.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "trace/trace.h"

enum {
    PR_SET_PDEATHSIG = 1,
    PR_GET_PDEATHSIG = 2,
    PR_GET_DUMPABLE = 3,
    PR_SET_DUMPABLE = 4,
    PR_GET_KEEPCAPS = 7,
    PR_SET_KEEPCAPS = 8,
    PR_SET_NAME = 15,
    PR_GET_NAME = 16,
    PR_CAPBSET_READ = 23,
    PR_SET_TIMERSLACK = 29,
    PR_GET_TIMERSLACK = 30,
    PR_SET_NO_NEW_PRIVS = 38,
    PR_GET_NO_NEW_PRIVS = 39,
    PR_GET_TID_ADDRESS = 40,
};

#define TIMER_SLACK 50000 /* ns, unless another one is set */
#define CAPABILITY_LAST 40

static int64_t set_name(uint64_t from)
{
    char name[LWP_NAME_SIZE] = "";
    int64_t length = copy_string_from_user(name, from, sizeof(name) - 1);

    if (length == -EFAULT)
        return length;
    name[sizeof(name) - 1] = '\0';
    lwp_rename(current_lwp(), name);
    return 0;
}

static int64_t set_death_signal(struct prctl_state *state, uint64_t signal)
{
    if (signal > SIGNALS)
        return -EINVAL;
    state->parent_death_signal = (uint8_t)signal;
    return 0;
}

/* A switch that is 0 or 1. */
static int64_t set_switch(bool *to, uint64_t value)
{
    if (value > 1)
        return -EINVAL;
    *to = value;
    return 0;
}

static int64_t set_dumpable(struct prctl_state *state, uint64_t value)
{
    bool dumpable;
    int64_t error = set_switch(&dumpable, value);

    if (!error)
        state->not_dumpable = !dumpable;
    return error;
}

/* It cannot be taken back. */
static int64_t set_no_new_privs(struct prctl_state *state, uint64_t value,
                                bool rest_zero)
{
    if (value != 1 || !rest_zero)
        return -EINVAL;
    state->no_new_privs = true;
    return 0;
}

static int64_t get_timer_slack(const struct prctl_state *state)
{
    return state->timer_slack ? (int64_t)state->timer_slack : TIMER_SLACK;
}

static int64_t put_death_signal(const struct prctl_state *state, uint64_t to)
{
    return user_write32(to, state->parent_death_signal);
}

static int64_t put_tid_address(uint64_t to)
{
    uint64_t address = current_lwp()->clear_child_tid;

    return copy_to_user(to, &address, sizeof(address));
}

/* Each word of the state is changed at once: no lock. */
int64_t sys_prctl(int option, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    struct prctl_state *state = &current_process()->prctl;
    bool rest_zero = !(b | c | d);

    switch (option) {
    case PR_SET_NAME:
        return set_name(a);
    case PR_GET_NAME:
        return copy_to_user(a, current_lwp()->name, LWP_NAME_SIZE);
    case PR_SET_PDEATHSIG:
        return set_death_signal(state, a);
    case PR_GET_PDEATHSIG:
        return put_death_signal(state, a);
    case PR_SET_DUMPABLE:
        return set_dumpable(state, a);
    case PR_GET_DUMPABLE:
        return !state->not_dumpable;
    case PR_SET_KEEPCAPS:
        return set_switch(&state->keep_capabilities, a);
    case PR_GET_KEEPCAPS:
        return state->keep_capabilities;
    case PR_SET_NO_NEW_PRIVS:
        return set_no_new_privs(state, a, rest_zero);
    case PR_GET_NO_NEW_PRIVS:
        return a || !rest_zero ? -EINVAL : state->no_new_privs;
    case PR_SET_TIMERSLACK:
        state->timer_slack = (int64_t)a > 0 ? a : 0;
        return 0;
    case PR_GET_TIMERSLACK:
        return get_timer_slack(state);
    case PR_CAPBSET_READ:
        return a <= CAPABILITY_LAST ? 1 : -EINVAL;
    case PR_GET_TID_ADDRESS:
        return put_tid_address(a);
    default:
        return -EINVAL;
    }
}

#define PERSONALITY_GET 0xffffffffu
#define ADDR_NO_RANDOMIZE 0x0040000u /* addresses are not, in any case */

int64_t sys_personality(uint32_t persona)
{
    struct prctl_state *state = &current_process()->prctl;
    uint32_t last = state->persona;

    if (persona == PERSONALITY_GET)
        return last;
    if (persona & ~ADDR_NO_RANDOMIZE)
        return -EINVAL;
    state->persona = persona;
    return last;
}
