/* SPDX-License-Identifier: MIT
 *
 * A handler on the alternate stack can run when the ordinary stack is at its
 * end; without SA_ONSTACK it runs where the program was.
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>

static char memory[64 * 1024];
static sigjmp_buf back;
static volatile int was_on;

static int on_alternate(void)
{
    char here;
    uintptr_t p = (uintptr_t)&here, low = (uintptr_t)memory;

    return p >= low && p < low + sizeof memory;
}

static void notes(int number)
{
    stack_t s;

    (void)number;
    was_on = on_alternate();
    CHECK_EQ(sigaltstack(NULL, &s), 0);
    CHECK_EQ(s.ss_flags, was_on ? SS_ONSTACK : 0);
    s.ss_flags = SS_DISABLE;
    if (was_on)
        CHECK_ERR(sigaltstack(&s, NULL), EPERM); /* one sits on it */
}

static void escapes(int number)
{
    was_on = on_alternate();
    siglongjmp(back, number);
}

static void install(int number, void (*handler)(int), int flags)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = flags};

    CHECK_EQ(sigaction(number, &a, NULL), 0);
}

static __attribute__((noinline)) long deeper(long n)
{
    volatile char frame[4096];

    frame[0] = frame[4095] = (char)n;
    return n ? deeper(n + 1) + frame[0] : 0;
}

int main(void)
{
    stack_t s = {.ss_sp = memory, .ss_size = sizeof memory};

    CHECK_EQ(sigaltstack(&s, NULL), 0);
    install(SIGUSR1, notes, SA_ONSTACK);
    raise(SIGUSR1);
    CHECK_EQ(was_on, 1);
    install(SIGUSR1, notes, 0);
    raise(SIGUSR1);
    CHECK_EQ(was_on, 0);
    ok("where it runs");

    install(SIGSEGV, escapes, SA_ONSTACK);
    was_on = 0;
    if (sigsetjmp(back, 1) == 0)
        deeper(1);
    CHECK_EQ(was_on, 1);
    ok("stack overflow survived");
    return check_status();
}
