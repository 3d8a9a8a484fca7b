/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Random calls with random arguments, by a seeded generator:
 * the kernel must survive. A call may well block for ever; then its thread is
 * left where it is and another goes on with the next seed. Calls that would
 * rightly end the program or the machine are left out, or are given no
 * arguments that are valid.
 *
 * Arguments: [CALLS [SEED]]
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <signal.h>

#define SCRATCH_PAGES 16
#define REPORT_FD 500 /* no argument is this number */
#define NUMBERS 470
#define MOST_THREADS 400

static char *scratch;
static long budget, done, abandoned;
static uint64_t seed;

/* What ends the program or the machine, sends signals, makes processes, or
 * takes away what the program needs to go on (limits; 435 is clone3, 436
 * close_range). */
static const short left_out[] = {
    SYS_exit,
    SYS_exit_group,
    SYS_reboot,
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigreturn,
    SYS_setrlimit,
    SYS_prlimit64,
    SYS_alarm,
    SYS_setitimer,
    SYS_timer_create,
    SYS_fork,
    SYS_vfork,
    SYS_clone,
    SYS_ptrace,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_timer_settime,
    436,
    435,
};

static uint64_t xorshift(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static int is_left_out(long nr)
{
    for (unsigned i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i] == nr)
            return 1;
    return 0;
}

static long bad_pointer(uint64_t r)
{
    switch (r % 6) {
    case 0:
        return 0;
    case 1:
        return (long)KERNEL_ADDRESS + (long)(r >> 8 & 0xffffff);
    case 2:
        return (long)0xffffffff80000000ul + (long)(r >> 8 & 0xfffff8);
    case 3:
        return (long)NON_CANONICAL - (long)(r >> 8 & 0xfff);
    case 4:
        return -(long)(r >> 8 & 0xfff);
    default:
        return (long)(scratch + SCRATCH_PAGES * PAGE); /* a closed page */
    }
}

static long random_argument(uint64_t *state)
{
    uint64_t r = xorshift(state), s = xorshift(state);

    switch (r % 8) {
    case 0:
        return 0;
    case 1:
        return (long)(s % 64); /* a descriptor, a flag, a count */
    case 2:
        return (long)(scratch + s % SCRATCH_PAGES * PAGE);
    case 3:
        return (long)(scratch + s % (SCRATCH_PAGES * PAGE));
    case 4:
        return (long)(scratch + SCRATCH_PAGES * PAGE - s % 64);
    case 5:
        return bad_pointer(s);
    case 6:
        return (long)(s >> 32);
    default:
        return (long)s;
    }
}

/* Some calls keep the program alive only with arguments of a kind. */
static void tame(long nr, long a[6], uint64_t r)
{
    switch (nr) {
    case SYS_mmap: /* lengths that stay within the scratch area */
    case SYS_munmap:
    case SYS_mprotect:
    case SYS_madvise:
    case SYS_mremap:
        a[0] = r % 2 ? bad_pointer(r >> 1) : (long)(scratch + r / 2 % 8 * PAGE);
        a[1] &= 0x7fff;
        a[2] &= nr == SYS_mremap ? 0x7fff : -1;
        a[3] &= nr == SYS_mremap ? 1 : -1;
        break;
    case SYS_brk: /* no more memory than there is */
    case SYS_mlockall:
        a[0] = bad_pointer(r);
        break;
    case SYS_fallocate:
        a[2] &= 0xffff;
        a[3] &= 0xffff;
        break;
    case SYS_arch_prctl: /* the thread pointer stays */
        a[0] = 0x1003;
        break;
    case SYS_execve:
    case SYS_execveat:
        a[0] = a[1] = bad_pointer(r);
        break;
    case SYS_rt_sigaction: /* no handler, and no signal let through */
    case SYS_rt_sigprocmask:
        a[1] = bad_pointer(r);
        break;
    case SYS_rt_sigsuspend:
    case SYS_ppoll:
    case SYS_pselect6:
        a[0] = a[1] = a[2] = a[3] = bad_pointer(r);
        break;
    }
}

/* Give the scratch area back what munmap and its kin have taken from it. */
static void mend_scratch(void)
{
    long a[6] = {(long)scratch,
                 SCRATCH_PAGES * PAGE,
                 PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
                 -1,
                 0};

    bare_call(SYS_mmap, a);
}

/* One thread's life: calls until the budget is used up. It never touches its
 * thread pointer's block, and leaves without the C library. */
static void *calls(void *arg)
{
    uint64_t state = seed + (uint64_t)(long)arg * 0x9e3779b97f4a7c15ul;
    long a[6], nr;

    while (__atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST) < budget) {
        if (xorshift(&state) % 64 == 0)
            mend_scratch();
        do
            nr = (long)(xorshift(&state) % NUMBERS);
        while (is_left_out(nr));
        for (int i = 0; i < 6; i++)
            a[i] = random_argument(&state);
        tame(nr, a, xorshift(&state));
        bare_call(nr, a);
    }
    memset(a, 0, sizeof a);
    bare_call(SYS_exit, a);
    return NULL;
}

/* Wait until the budget is used up or nothing has moved for a while. */
static int stuck(void)
{
    long seen = -1;

    for (;;) {
        long now = __atomic_load_n(&done, __ATOMIC_SEQ_CST);

        if (now >= budget)
            return 0;
        if (now == seen)
            return 1;
        seen = now;
        sleep_ms(20);
    }
}

static void prepare(void)
{
    sigset_t all;
    int fds[2];

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    if (dup2(1, REPORT_FD) != REPORT_FD)
        check_die("dup2");
    for (int i = 0; i < 8; i++)
        if (pipe(fds))
            check_die("pipe");
    for (int fd = 0; fd < 3; fd++)
        dup2(fds[fd % 2], fd);
    scratch = pages(SCRATCH_PAGES + 1);
    mprotect(scratch + SCRATCH_PAGES * PAGE, PAGE, PROT_NONE);
}

int main(int argc, char **argv)
{
    pthread_t thread;
    long threads = 0;

    refuse_shared_machine();
    budget = argument(argc, argv, 1, 20000);
    seed = (uint64_t)argument(argc, argv, 2, 1) * 0x2545f4914f6cdd1dul | 1;
    prepare();
    do {
        if (pthread_create(&thread, NULL, calls, (void *)threads))
            break;
        threads++;
        abandoned += stuck();
    } while (done < budget && threads < MOST_THREADS);
    dprintf(REPORT_FD, "calls=%ld threads=%ld abandoned=%ld\n",
            done < budget ? done : budget, threads, abandoned);
    dprintf(REPORT_FD, "ok survived\n");
    _exit(0);
}
