/* SPDX-License-Identifier: MIT
 *
 * sigaltstack: what it accepts, when a handler runs there, SS_AUTODISARM, and a
 * frame that does not fit.
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#define SIZE (8 * PAGE)
#define AUTODISARM (1u << 31)

static char *area;
static volatile int nested, refused;
static volatile uintptr_t depth[2];
static stack_t inside, in_frame;
static sigjmp_buf back;

static int within(uintptr_t address)
{
    return address - (uintptr_t)area <= SIZE;
}

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;
    char here;

    (void)info;
    depth[nested] = (uintptr_t)&here;
    if (nested++ == 0) {
        in_frame = u->uc_stack;
        sigaltstack(NULL, &inside);
        stack_t other = {.ss_sp = area, .ss_size = SIZE};
        if (inside.ss_flags == SS_ONSTACK)
            refused = sigaltstack(&other, NULL) == -1 ? errno : 0;
        if (number == SIGUSR1)
            raise(SIGUSR2);
    }
}

static void install(int number, int flags)
{
    struct sigaction a = {.sa_sigaction = handler,
                          .sa_flags = SA_SIGINFO | flags};

    CHECK_EQ(sigaction(number, &a, NULL), 0);
}

static void use(unsigned flags)
{
    stack_t s = {.ss_sp = area, .ss_size = SIZE, .ss_flags = (int)flags};

    CHECK_EQ(sigaltstack(&s, NULL), 0);
    nested = refused = 0;
}

static void check_state(void)
{
    stack_t s = {.ss_sp = area, .ss_size = SIZE}, old;

    CHECK_EQ(sigaltstack(NULL, &old), 0);
    CHECK_EQ(old.ss_flags, SS_DISABLE);
    CHECK_EQ(old.ss_size, 0);
    s.ss_size = 2047;
    CHECK_ERR(sigaltstack(&s, NULL), ENOMEM);
    s.ss_size = SIZE;
    s.ss_flags = 4;
    CHECK_ERR(syscall(SYS_sigaltstack, &s, NULL), EINVAL);
    s.ss_flags = SS_ONSTACK; /* accepted, and means nothing */
    CHECK_EQ(syscall(SYS_sigaltstack, &s, NULL), 0);
    CHECK_EQ(sigaltstack(NULL, &old), 0);
    CHECK_EQ(old.ss_flags, 0);
    CHECK(old.ss_sp == area);
    CHECK_ERR(syscall(SYS_sigaltstack, 16, NULL), EFAULT);
    s.ss_flags = SS_DISABLE;
    CHECK_EQ(sigaltstack(&s, &old), 0);
    CHECK_EQ(old.ss_size, SIZE);
    CHECK_EQ(sigaltstack(NULL, &old), 0);
    CHECK_EQ(old.ss_flags, SS_DISABLE);
    CHECK(old.ss_sp == NULL);
    ok("state");
}

static void check_use(void)
{
    use(0);
    install(SIGUSR1, SA_ONSTACK);
    install(SIGUSR2, SA_ONSTACK);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(nested, 2);
    CHECK(within(depth[0]));
    CHECK(within(depth[1]) && depth[1] < depth[0]);
    CHECK_EQ(inside.ss_flags, SS_ONSTACK);
    CHECK_EQ(refused, EPERM);
    CHECK(in_frame.ss_sp == area && in_frame.ss_size == SIZE);
    nested = 0;
    install(SIGUSR2, 0);
    CHECK_EQ(raise(SIGUSR2), 0);
    CHECK(!within(depth[0]));
    CHECK_EQ(inside.ss_flags, 0);
    ok("use");
}

/* While the handler runs there is no alternate stack; afterwards there is. */
static void check_autodisarm(void)
{
    stack_t after;

    use(AUTODISARM);
    install(SIGUSR1, SA_ONSTACK);
    install(SIGUSR2, 0);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(nested, 2);
    CHECK(within(depth[0]));
    CHECK_EQ(inside.ss_flags & ~AUTODISARM, SS_DISABLE);
    CHECK_EQ(inside.ss_size, 0);
    CHECK_EQ((unsigned)in_frame.ss_flags, AUTODISARM);
    CHECK_EQ(sigaltstack(NULL, &after), 0);
    CHECK_EQ((unsigned)after.ss_flags, AUTODISARM);
    CHECK(after.ss_sp == area && after.ss_size == SIZE);
    ok("autodisarm");
}

static void leaves(int number)
{
    siglongjmp(back, number);
}

/* No room for a frame: SIGSEGV instead, here on a good stack. */
static void check_no_room(void)
{
    struct sigaction a = {.sa_handler = leaves, .sa_flags = SA_ONSTACK};

    use(0);
    CHECK_EQ(sigaction(SIGSEGV, &a, NULL), 0);
    install(SIGUSR1, 0);
    int got = sigsetjmp(back, 1);
    if (got == 0) {
        /* the kernel looks at RSP when it delivers: none is good enough */
        __asm__ volatile("mov %%rsp, %%rbx\n\t"
                         "mov $8192, %%esp\n\t"
                         "syscall\n\t"
                         "mov %%rbx, %%rsp"
                         :
                         : "a"(SYS_tkill), "D"(gettid()), "S"(SIGUSR1)
                         : "rbx", "rcx", "r11", "memory");
        CHECK(!"it went through");
    }
    CHECK_EQ(got, SIGSEGV);
    ok("no room");
}

int main(void)
{
    area = pages(SIZE / PAGE);
    check_state();
    check_use();
    check_autodisarm();
    check_no_room();
    return check_status();
}
