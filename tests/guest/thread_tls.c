/* SPDX-License-Identifier: MIT
 *
 * What belongs to one thread alone: __thread variables (the FS base), errno,
 * pthread keys and their destructors, the SSE registers and their modes.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>

#define THREADS 8
#define ROUNDS 200
#define ARCH_GET_FS 0x1003
#define ARCH_SET_FS 0x1002

static __thread int initialised = 77;
static __thread long zeroed;
static __thread char aligned[64] __attribute__((aligned(64)));
static pthread_key_t key;
static int destroyed;

static void *own_variables(void *arg)
{
    long me = (long)arg;

    CHECK_EQ(initialised, 77);
    CHECK_EQ(zeroed, 0);
    CHECK_EQ((uintptr_t)aligned % 64, 0);
    initialised = (int)me;
    for (int i = 0; i < ROUNDS; i++) {
        zeroed += me;
        errno = (int)me;
        sched_yield();
        CHECK_EQ(errno, me);
    }
    CHECK_EQ(zeroed, me * ROUNDS);
    CHECK_EQ(initialised, me);
    return NULL;
}

static void run(void *(*body)(void *))
{
    pthread_t thread[THREADS];

    for (long i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, body, (void *)(i + 1)), 0);
    for (long i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}

static void destroy(void *value)
{
    __atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}

static void *own_key(void *arg)
{
    CHECK(pthread_getspecific(key) == NULL);
    pthread_setspecific(key, arg);
    sched_yield();
    CHECK(pthread_getspecific(key) == arg);
    return NULL;
}

static void check_keys(void)
{
    CHECK_EQ(pthread_key_create(&key, destroy), 0);
    run(own_key);
    CHECK_EQ(destroyed, THREADS * (THREADS + 1) / 2);
    pthread_key_delete(key);
    ok("keys");
}

/* %fs:0 holds its own address; arch_prctl tells and sets the same base. */
static void check_fs_base(void)
{
    unsigned long self, base = 0, seen, fresh[1] = {0xfeed};

    __asm__("movq %%fs:0, %0" : "=r"(self));
    CHECK_EQ(syscall(SYS_arch_prctl, ARCH_GET_FS, &base), 0);
    CHECK(base == self);
    CHECK_ERR(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL);
    CHECK_ERR(syscall(SYS_arch_prctl, ARCH_GET_FS, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_arch_prctl, ARCH_SET_FS, NON_CANONICAL), EPERM);
    CHECK_ERR(syscall(SYS_arch_prctl, ARCH_SET_FS, KERNEL_ADDRESS), EPERM);

    /* Nothing but these instructions runs while %fs points elsewhere. */
    __asm__ volatile("movq %1, %%rsi; movl %3, %%eax; syscall;"
                     "movq %%fs:0, %%r8;"
                     "movq %2, %%rsi; movl %3, %%eax; syscall;"
                     "movq %%r8, %0"
                     : "=r"(seen)
                     : "r"(fresh), "r"(self), "i"(SYS_arch_prctl),
                       "D"(ARCH_SET_FS)
                     : "rax", "rsi", "rcx", "r11", "r8", "memory");
    CHECK_EQ(seen, 0xfeed);
    ok("fs base");
}

/* Each thread rounds its own way; all SSE and x87 registers are its own. */
static void *own_fpu(void *arg)
{
    long me = (long)arg;
    unsigned mode = 0x1f80 | (unsigned)(me % 4) << 13, seen;
    double in[2] = {(double)me, me * 2.0}, low[2], high[2], x87;

    __asm__ volatile("ldmxcsr %0" : : "m"(mode));
    for (int i = 0; i < ROUNDS; i++) {
        __asm__ volatile("movups %3, %%xmm0; movups %3, %%xmm15; fldl %3;"
                         "movl %4, %%eax; syscall;"
                         "movups %%xmm0, %0; movups %%xmm15, %1; fstpl %2"
                         : "=m"(low), "=m"(high), "=m"(x87)
                         : "m"(in), "i"(SYS_sched_yield)
                         : "rax", "rcx", "r11", "xmm0", "xmm15", "memory");
        __asm__ volatile("stmxcsr %0" : "=m"(seen));
        CHECK_EQ(seen & 0x6000, mode & 0x6000);
        CHECK(low[0] == in[0] && low[1] == in[1]);
        CHECK(high[0] == in[0] && high[1] == in[1]);
        CHECK(x87 == in[0]);
    }
    return NULL;
}

int main(void)
{
    run(own_variables);
    CHECK_EQ(initialised, 77);
    CHECK_EQ(zeroed, 0);
    ok("variables");
    check_keys();
    check_fs_base();
    run(own_fpu);
    ok("floating point");
    return check_status();
}
