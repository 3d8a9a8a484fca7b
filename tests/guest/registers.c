/* SPDX-License-Identifier: MIT
 *
 * A system call changes rax, rcx and r11 and nothing else: not the other
 * registers, not the flags; nor does preemption, nor a page fault.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

static volatile int stop;

/* Twelve registers are loaded from BEFORE and stored to AFTER around the call
 * NR. Nothing but pushes and pops happens on the stack, below the red zone. */
#define UNUSED __attribute__((unused))
__attribute__((naked, noipa)) static void call_with(
    UNUSED const unsigned long *before, UNUSED unsigned long *after,
    UNUSED long nr)
{
    __asm__("pushq %rbx; pushq %rbp; pushq %r12; pushq %r13; pushq %r14;"
            "pushq %r15; pushq %rsi; pushq %rdx; movq %rdi, %rax;"
            "movq 0(%rax), %rdi; movq 8(%rax), %rsi; movq 16(%rax), %rdx;"
            "movq 24(%rax), %r8; movq 32(%rax), %r9; movq 40(%rax), %r10;"
            "movq 48(%rax), %rbx; movq 56(%rax), %rbp; movq 64(%rax), %r12;"
            "movq 72(%rax), %r13; movq 80(%rax), %r14; movq 88(%rax), %r15;"
            "popq %rax; syscall; popq %rax;"
            "movq %rdi, 0(%rax); movq %rsi, 8(%rax); movq %rdx, 16(%rax);"
            "movq %r8, 24(%rax); movq %r9, 32(%rax); movq %r10, 40(%rax);"
            "movq %rbx, 48(%rax); movq %rbp, 56(%rax); movq %r12, 64(%rax);"
            "movq %r13, 72(%rax); movq %r14, 80(%rax); movq %r15, 88(%rax);"
            "popq %r15; popq %r14; popq %r13; popq %r12; popq %rbp;"
            "popq %rbx; ret");
}

/* How many registers came back changed from the call NR? */
static long changed(long nr, long salt)
{
    unsigned long before[12], after[12];
    long wrong = 0;

    for (int i = 0; i < 12; i++)
        before[i] = 0x0101010101010101ul * (i + 1) + (unsigned long)salt;
    before[0] = before[1] = before[2] = 0; /* the call's arguments */
    call_with(before, after, nr);
    for (int i = 0; i < 12; i++)
        wrong += before[i] != after[i];
    return wrong;
}

static void check_calls(void)
{
    long calls[] = {SYS_getppid, SYS_sched_yield, SYS_futex, 999};

    for (int c = 0; c < 4; c++)
        for (int i = 0; i < 200; i++)
            CHECK_EQ(changed(calls[c], i), 0);
    ok("calls");
}

/* rcx is the return address: as the processor has it. */
static void check_clobbers(void)
{
    unsigned long rcx, here, ret;

    __asm__ volatile("syscall; 1: leaq 1b(%%rip), %2"
                     : "=a"(ret), "=&c"(rcx), "=&r"(here)
                     : "0"(SYS_getppid)
                     : "r11", "memory");
    CHECK(rcx == here);
    ok("return address");
}

static void *spoils(void *arg)
{
    while (!stop)
        __asm__ volatile("movq $-1, %%r12; movq $-1, %%r13; movq $-1, %%rsi;"
                         "pcmpeqd %%xmm7, %%xmm7; xorps %%xmm3, %%xmm3"
                         :
                         :
                         : "r12", "r13", "rsi", "xmm3", "xmm7");
    return arg;
}

/* A long loop in registers alone, taken off its core many times. */
static void check_preemption(void)
{
    unsigned long a = 0, b = 0, n = 10000000;
    double x = 0, step = 1;
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, spoils, NULL), 0);
    __asm__ volatile("1: incq %0; addq $3, %1; addsd %4, %3; decq %2; jnz 1b"
                     : "+r"(a), "+r"(b), "+r"(n), "+x"(x)
                     : "x"(step)
                     : "cc");
    stop = 1;
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(a, 10000000);
    CHECK_EQ(b, 30000000);
    CHECK(x == 10000000.0);
    ok("preemption");
}

/* The direction flag is the program's own again after a call made with it. */
static void check_flags(void)
{
    unsigned long flags;

    __asm__ volatile("std; syscall; pushfq; popq %0; cld"
                     : "=r"(flags)
                     : "a"(SYS_getppid)
                     : "rcx", "r11", "memory", "cc");
    CHECK_EQ(flags >> 10 & 1, 1);
    CHECK_EQ(flags >> 9 & 1, 1);  /* interrupts on */
    CHECK_EQ(flags >> 12 & 3, 0); /* no port privilege */
    ok("flags");
}

/* Load xmm0, give way, write to `page`, which is new, and store xmm0 again: is
 * it what it was? */
static int survives(const char *pattern, char *page)
{
    char after[16];

    __asm__ volatile("movups (%1), %%xmm0; mov %3, %%eax; syscall;"
                     "movb $1, (%2); movups %%xmm0, %0"
                     : "=m"(after)
                     : "r"(pattern), "r"(page), "i"(SYS_sched_yield)
                     : "xmm0", "rax", "rcx", "r11", "memory");
    return memcmp(after, pattern, sizeof after) == 0 && page[0] == 1 &&
           page[PAGE - 1] == 0;
}

#define FAULTS 64

static void *faults(void *pattern)
{
    char *fresh = pages(FAULTS);

    for (int i = 0; i < FAULTS; i++)
        CHECK(survives(pattern, fresh + i * PAGE));
    return NULL;
}

/* The kernel may use the vector registers to clear or copy a page, also those
 * of an LWP that ran before. */
static void check_page_faults(void)
{
    pthread_t other;

    CHECK_EQ(pthread_create(&other, NULL, faults, "the other thread"), 0);
    faults("what is mine now");
    CHECK_EQ(pthread_join(other, NULL), 0);
    ok("a page fault keeps the vector registers");
}

int main(void)
{
    check_calls();
    check_clobbers();
    check_flags();
    check_page_faults();
    check_preemption();
    return check_status();
}
