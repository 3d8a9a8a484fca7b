/* SPDX-License-Identifier: MIT
 *
 * SA_SIGINFO: who sent it, and, for faults, why and where; the handler leaves
 * by siglongjmp or mends the cause and returns.
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

static sigjmp_buf back;
static siginfo_t seen;
static volatile int mend;

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;

    seen = *info;
    if (mend) {
        mprotect(info->si_addr, PAGE, PROT_READ | PROT_WRITE);
        return;
    }
    if (number == SIGTRAP || number == SIGUSR1)
        return;
    CHECK(u->uc_mcontext.gregs[REG_RIP] != 0);
    siglongjmp(back, number);
}

/* Do STATEMENT; expect the signal NUMBER with the code CODE. */
#define FAULTS(statement, number, code)                                        \
    do {                                                                       \
        int got = sigsetjmp(back, 1);                                          \
        if (got == 0) {                                                        \
            statement;                                                         \
            CHECK(!"it went through");                                         \
        }                                                                      \
        CHECK_EQ(got, number);                                                 \
        CHECK_EQ(seen.si_signo, number);                                       \
        CHECK_EQ(seen.si_code, code);                                          \
    } while (0)

static void install(void)
{
    int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGUSR1};
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    for (int i = 0; i < 6; i++)
        CHECK_EQ(sigaction(numbers[i], &a, NULL), 0);
}

static void check_segv(void)
{
    volatile char *none = no_access_page(), *ro = read_only_page();
    volatile char *gone = pages(1), *null = NULL;

    munmap((void *)gone, PAGE);
    __asm__("" : "+r"(null));
    FAULTS(*null = 1, SIGSEGV, SEGV_MAPERR);
    CHECK(seen.si_addr == NULL);
    FAULTS((void)gone[5], SIGSEGV, SEGV_MAPERR);
    CHECK(seen.si_addr == gone + 5);
    FAULTS((void)none[9], SIGSEGV, SEGV_ACCERR);
    CHECK(seen.si_addr == none + 9);
    FAULTS(ro[7] = 1, SIGSEGV, SEGV_ACCERR);
    CHECK(seen.si_addr == ro + 7);
    ok("memory");
}

static void check_beyond(void)
{
    volatile char *kernel = KERNEL_ADDRESS, *neither = NON_CANONICAL;

    FAULTS((void)*kernel, SIGSEGV, SEGV_MAPERR);
    FAULTS((void)*neither, SIGSEGV, SI_KERNEL);
    CHECK(seen.si_addr == NULL);
    FAULTS(__asm__ volatile("hlt"), SIGSEGV, SI_KERNEL);
    ok("beyond");
}

static void check_instructions(void)
{
    FAULTS(__asm__ volatile("ud2"), SIGILL, ILL_ILLOPN);
    FAULTS(__asm__ volatile("xorl %%edx, %%edx; divl %0"
                            :
                            : "r"(0), "a"(1)
                            : "edx"),
           SIGFPE, FPE_INTDIV);
    __asm__ volatile("int3"); /* goes on behind it */
    CHECK_EQ(seen.si_signo, SIGTRAP);
    ok("instructions");
}

static void check_sender(void)
{
    memset(&seen, 0, sizeof seen);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(seen.si_code, SI_USER);
    CHECK_EQ(seen.si_pid, getpid());
    CHECK_EQ(seen.si_uid, getuid());
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(seen.si_code, SI_TKILL);
    ok("sender");
}

/* The instruction that faulted is done again when the handler returns. */
static void check_mend(void)
{
    volatile char *p = pages(1);

    mprotect((void *)p, PAGE, PROT_NONE);
    mend = 1;
    p[0] = 'm';
    CHECK_EQ(p[0], 'm');
    mend = 0;
    ok("mended");
}

int main(void)
{
    install();
    check_segv();
    check_beyond();
    check_instructions();
    check_sender();
    check_mend();
    return check_status();
}
