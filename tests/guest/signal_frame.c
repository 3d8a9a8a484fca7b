/* SPDX-License-Identifier: MIT
 *
 * The frame of a handler: what it shows, what a handler may change in it, and
 * frames that nobody could return to: those end in SIGSEGV, in the program.
 */
#define _GNU_SOURCE
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

#define CS_SHIFT 0
#define SS_SHIFT 48

static void (*volatile change)(ucontext_t *);
static sigjmp_buf back;
static volatile int segv_code;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    change(context);
}

/* On a stack of its own: the one in the bad frame may be none. */
static void segv(int number, siginfo_t *info, void *context)
{
    (void)context;
    segv_code = info->si_code;
    siglongjmp(back, number);
}

/* Raise SIGUSR1 and return rbx and r12 as the handler left them. */
static void call(uint64_t *rbx, uint64_t *r12)
{
    long result = SYS_tkill;

    __asm__ volatile("mov $0x1111, %%ebx\n\t"
                     "mov $0x2222, %%r12d\n\t"
                     "syscall\n\t"
                     "mov %%rbx, %1\n\t"
                     "mov %%r12, %2"
                     : "+a"(result), "=&r"(*rbx), "=&r"(*r12)
                     : "D"(gettid()), "S"(SIGUSR1)
                     : "rbx", "r12", "rcx", "r11", "memory");
    CHECK_EQ(result, 0);
}

static volatile uint64_t shown_rbx, shown_rax;

static void swaps(ucontext_t *u)
{
    greg_t *r = u->uc_mcontext.gregs;

    shown_rbx = (uint64_t)r[REG_RBX];
    shown_rax = (uint64_t)r[REG_RAX];
    r[REG_RBX] = 0x3333;
    r[REG_R12] = r[REG_R12] + 1;
}

static void check_registers(void)
{
    uint64_t rbx, r12;

    change = swaps;
    call(&rbx, &r12);
    CHECK_EQ(shown_rbx, 0x1111);
    CHECK_EQ(shown_rax, 0); /* tkill's result */
    CHECK_EQ(rbx, 0x3333);
    CHECK_EQ(r12, 0x2223);
    ok("registers");
}

static void masks(ucontext_t *u)
{
    CHECK_EQ(sigismember(&u->uc_sigmask, SIGUSR1), 0);
    sigaddset(&u->uc_sigmask, SIGUSR2);
    sigaddset(&u->uc_sigmask, SIGKILL);
}

static void check_mask(void)
{
    sigset_t now;

    change = masks;
    raise(SIGUSR1);
    CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &now), 0);
    CHECK_EQ(sigismember(&now, SIGUSR2), 1);
    CHECK_EQ(sigismember(&now, SIGKILL), 0);
    CHECK_EQ(sigismember(&now, SIGUSR1), 0);
    sigemptyset(&now);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &now, NULL), 0);
    ok("mask");
}

static volatile uint64_t shown_xmm;

static void changes_sse(ucontext_t *u)
{
    uint64_t *xmm = (uint64_t *)u->uc_mcontext.fpregs->_xmm[7].element;

    CHECK_EQ((uintptr_t)u->uc_mcontext.fpregs % 16, 0);
    shown_xmm = *xmm;
    *xmm = 0x5555;
    u->uc_mcontext.fpregs->mxcsr |= 0x8000; /* flush to zero */
    __asm__ volatile("pxor %%xmm7, %%xmm7; pxor %%xmm6, %%xmm6" ::
                         : "xmm6", "xmm7");
}

static void check_sse(void)
{
    uint64_t six = 0x6666, seven = 0x7777;
    uint32_t mxcsr, plain = 0x1f80;
    long result = SYS_tkill;

    change = changes_sse;
    __asm__ volatile("movq %1, %%xmm6\n\t"
                     "movq %2, %%xmm7\n\t"
                     "syscall\n\t"
                     "movq %%xmm6, %1\n\t"
                     "movq %%xmm7, %2"
                     : "+a"(result), "+r"(six), "+r"(seven)
                     : "D"(gettid()), "S"(SIGUSR1)
                     : "rcx", "r11", "memory", "xmm6", "xmm7");
    CHECK_EQ(shown_xmm, 0x7777);
    CHECK_EQ(six, 0x6666);
    CHECK_EQ(seven, 0x5555);
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    CHECK_EQ(mxcsr & 0xff80, 0x9f80);
    __asm__ volatile("ldmxcsr %0" : : "m"(plain));
    ok("sse");
}

static uint64_t pushed_flags;

static void sets_flags(ucontext_t *u)
{
    u->uc_mcontext.gregs[REG_EFL] |= 0x3000 | 0x1; /* IOPL 3, carry */
    u->uc_mcontext.gregs[REG_EFL] &= ~0x200ll;     /* interrupts off */
}

/* Arithmetic flags are the program's, the others are not. */
static void check_flags(void)
{
    long result = SYS_tkill;

    change = sets_flags;
    __asm__ volatile("clc\n\t"
                     "syscall\n\t"
                     "pushfq\n\t"
                     "pop %1"
                     : "+a"(result), "=r"(pushed_flags)
                     : "D"(gettid()), "S"(SIGUSR1)
                     : "rcx", "r11", "memory", "cc");
    CHECK_EQ(pushed_flags & 1, 1);
    CHECK_EQ(pushed_flags & 0x3000, 0);
    CHECK_EQ(pushed_flags & 0x200, 0x200);
    ok("flags");
}

/* ---- frames nobody can return to ---- */

static void bad_cs(ucontext_t *u)
{
    uint64_t segments = (uint64_t)u->uc_mcontext.gregs[REG_CSGSFS];

    u->uc_mcontext.gregs[REG_CSGSFS] =
        (greg_t)((segments & ~0xffffull) | 0x8 << CS_SHIFT);
}

static void bad_rip(ucontext_t *u)
{
    u->uc_mcontext.gregs[REG_RIP] = (greg_t)NON_CANONICAL;
}

static void kernel_rip(ucontext_t *u)
{
    u->uc_mcontext.gregs[REG_RIP] = (greg_t)KERNEL_ADDRESS;
}

static void bad_fpu(ucontext_t *u)
{
    u->uc_mcontext.fpregs = KERNEL_ADDRESS;
}

static void unmapped_fpu(ucontext_t *u)
{
    u->uc_mcontext.fpregs = no_access_page();
}

static void bad_mxcsr(ucontext_t *u)
{
    u->uc_mcontext.fpregs->mxcsr = 0xffffffff;
}

static void sigreturn_from(void *stack)
{
    __asm__ volatile("mov %0, %%rsp\n\t"
                     "mov %1, %%eax\n\t"
                     "syscall"
                     :
                     : "r"(stack), "i"(SYS_rt_sigreturn)
                     : "rax", "rcx", "r11", "memory");
}

static void no_frame(ucontext_t *u)
{
    (void)u;
    sigreturn_from(no_access_page());
}

static void kernel_frame(ucontext_t *u)
{
    (void)u;
    sigreturn_from(KERNEL_ADDRESS);
}

/* All zeros: no code segment, no code. */
static void empty_frame(ucontext_t *u)
{
    (void)u;
    sigreturn_from((char *)pages(2) + 1);
}

static void refuses(void (*how)(ucontext_t *), const char *topic)
{
    change = how;
    segv_code = 0;
    int got = sigsetjmp(back, 1);
    if (got == 0) {
        raise(SIGUSR1);
        CHECK(!"it went through");
    }
    CHECK_EQ(got, SIGSEGV);
    CHECK(segv_code > 0);
    ok(topic);
}

/* No state at all is the state of a new program. */
static void drops_fpu(ucontext_t *u)
{
    u->uc_mcontext.fpregs = NULL;
}

static void check_no_fpu(void)
{
    uint32_t mxcsr, odd = 0x9f80;

    __asm__ volatile("ldmxcsr %0" : : "m"(odd));
    change = drops_fpu;
    raise(SIGUSR1);
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    CHECK_EQ(mxcsr & 0xff80, 0x1f80);
    ok("no fpu state");
}

int main(void)
{
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct sigaction s = {.sa_sigaction = segv,
                          .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t stack = {.ss_sp = pages(8), .ss_size = 8 * PAGE};

    CHECK_EQ(sigaltstack(&stack, NULL), 0);
    CHECK_EQ(sigaction(SIGUSR1, &a, NULL), 0);
    CHECK_EQ(sigaction(SIGSEGV, &s, NULL), 0);
    check_registers();
    check_mask();
    check_sse();
    check_flags();
    check_no_fpu();
    refuses(bad_cs, "bad cs");
    refuses(bad_rip, "bad rip");
    refuses(kernel_rip, "rip in the kernel");
    refuses(bad_fpu, "fpu state in the kernel");
    refuses(unmapped_fpu, "fpu state unmapped");
    refuses(bad_mxcsr, "bad mxcsr");
    refuses(no_frame, "unmapped frame");
    refuses(kernel_frame, "frame in the kernel");
    refuses(empty_frame, "empty frame");
    return check_status();
}
