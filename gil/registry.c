/* SPDX-License-Identifier: MIT
 *
 * The policies that exist, and the choice of one at start. To add yours: write
 * gil/yours.c, declare its table in gil.h, and add a line to the array below.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gil.h"

static const struct gil_ops *const policies[] = {
    &gil_ticks,
    &gil_interval,
    &gil_interval_noforce,
    &gil_ruby,
    &gil_ocaml_old,
    &gil_ocaml,
    &gil_micropython,
    &gil_micropython_yield,
    &gil_pypy,
    &gil_fair,
    &gil_mine,
    &gil_perinterp,
    &gil_none,
    &gil_ticks_sem,
    &gil_priority,
    &gil_bfs,
    &gil_holy,
};

#define POLICIES (sizeof policies / sizeof policies[0])
#define DEFAULT_POLICY "interval"
#define MOST 1000000u /* the largest legal value of either number */

#define DEFAULT_INTERVAL_US 5000
#define DEFAULT_CHECK 100

const struct gil_ops *gil;
struct gil_params gil_params;
atomic_int gil_attention;

void gil_list(void)
{
    for (size_t i = 0; i < POLICIES; i++)
        fprintf(stderr, "  GIL=%-17s %s\n", policies[i]->name,
                policies[i]->summary);
}

static const char *const wake_names[] = {
    [GIL_WAKE_FIFO] = "fifo",
    [GIL_WAKE_LIFO] = "lifo",
    [GIL_WAKE_SCHED] = "sched",
};

#define WAKES (sizeof wake_names / sizeof wake_names[0])

static const struct gil_ops *find(const char *name)
{
    for (size_t i = 0; gil_test_policies && gil_test_policies[i]; i++)
        if (strcmp(gil_test_policies[i]->name, name) == 0)
            return gil_test_policies[i];
    for (size_t i = 0; i < POLICIES; i++)
        if (strcmp(policies[i]->name, name) == 0)
            return policies[i];
    fprintf(stderr, "GIL=%s: no such policy. Legal values:\n", name);
    gil_list();
    exit(2);
}

static enum gil_wake read_wake(void)
{
    const char *text = getenv("WAKE");

    if (!text)
        return GIL_WAKE_FIFO;
    for (size_t i = 0; i < WAKES; i++)
        if (strcmp(wake_names[i], text) == 0)
            return (enum gil_wake)i;
    fprintf(stderr, "WAKE=%s: legal values are fifo, lifo, sched\n", text);
    exit(2);
}

/* Read the number in environment variable `name` into *value, which keeps its
 * default where the variable is not set. Ends the program unless it is 1..MOST.
 * */
static void read_number(const char *name, uint32_t *value)
{
    const char *text = getenv(name);
    char *end;
    unsigned long number;

    if (!text)
        return;
    errno = 0;
    number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || number < 1 ||
        number > MOST) {
        fprintf(stderr, "%s=%s: legal values are the integers 1..%u\n", name,
                text, MOST);
        exit(2);
    }
    *value = (uint32_t)number;
}

void gil_select(void)
{
    const char *name = getenv("GIL");
    int error;

    gil = find(name ? name : DEFAULT_POLICY);
    gil_params = (struct gil_params){
        .interval_us =
            gil->interval_us ? gil->interval_us : DEFAULT_INTERVAL_US,
        .check = gil->check ? gil->check : DEFAULT_CHECK,
        .wake = read_wake(),
    };
    read_number("INTERVAL_US", &gil_params.interval_us);
    read_number("CHECK", &gil_params.check);
    error = gil->init(&gil_params);
    if (error) {
        fprintf(stderr, "GIL=%s: init: %s\n", gil->name, strerror(error));
        exit(2);
    }
}

/* A thread of this process has told its trace what policy is in use. */
static atomic_int announced;

static uint32_t policy_flags(void)
{
    static const uint32_t of_holders[] = {
        [GIL_HOLDERS_PER_INTERPRETER] = TRACE_GIL_PER_INTERPRETER,
        [GIL_HOLDERS_ANY] = TRACE_GIL_ANY,
    };

    uint32_t flags = of_holders[gil->holders];

    /* Who has waited longest is never woken while others come: that is LIFO. */
    if (gil->starves || gil_params.wake == GIL_WAKE_LIFO)
        flags |= TRACE_GIL_STARVES;
    return flags;
}

static void open_trace(struct gil_thread *t, enum gil_role role,
                       uint32_t number)
{
    gil_trace_open(&t->trace, t->tid);
    if (gil->holders == GIL_HOLDERS_PER_INTERPRETER)
        t->trace.gil = t->interpreter;
    if (!atomic_exchange(&announced, 1))
        gil_trace_put_text(&t->trace, TRACE_GIL_POLICY, policy_flags(),
                           gil_params.interval_us, gil->name);
    gil_trace_put(&t->trace, TRACE_GIL_THREAD_NAME, role, number);
}

void gil_thread_init(struct gil_thread *t, enum gil_role role, uint32_t number)
{
    t->tid = (uint32_t)gettid();
    open_trace(t, role, number);
    if (gil->thread_init)
        gil->thread_init(t);
}

void gil_thread_exit(struct gil_thread *t)
{
    if (gil->thread_exit)
        gil->thread_exit(t);
}

void gil_attend(void)
{
    atomic_store(&gil_attention, 1);
    gil->attend();
}

void gil_attended(void)
{
    atomic_store(&gil_attention, 0);
}

/* The parent's window stays behind: in the child its pages are not there, or, on
 * Linux, copies. */
void gil_after_fork(struct gil_thread *t)
{
    gil_trace_close(&t->trace);
    t->tid = (uint32_t)gettid();
    atomic_store(&announced, 0);
    open_trace(t, GIL_ROLE_THREAD, 0);
    gil_check_after_fork();
    gil->after_fork(t);
    gil_check_holds(&t->trace, "after_fork");
}

void gil_set_params(const struct gil_params *params)
{
    gil_params = *params;
    if (gil->set_params)
        gil->set_params(params);
}

void gil_set_holy(struct gil_thread *t, int holy)
{
    if (gil->set_holy)
        gil->set_holy(t, holy);
}

void gil_about_to_block(struct gil_thread *t)
{
    if (gil->about_to_block)
        gil->about_to_block(t);
    else
        gil->drop(t, GIL_WHY_BLOCK);
    gil_check_dropped(&t->trace, "about_to_block");
}

void gil_after_block(struct gil_thread *t)
{
    if (gil->after_block)
        gil->after_block(t);
    else
        gil->take(t);
    gil_check_holds(&t->trace, "after_block");
}
