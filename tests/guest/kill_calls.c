/* SPDX-License-Identifier: MIT
 *
 * Sending signals, without a handler anywhere: whom one may name, signal 0,
 * signals that are ignored by default or by wish.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>

#define NOBODY 0x3fffffff /* above any process id */

static long tgkill(int group, int thread, int signal_number)
{
    return syscall(SYS_tgkill, group, thread, signal_number);
}

static long tkill(int thread, int signal_number)
{
    return syscall(SYS_tkill, thread, signal_number);
}

static void check_nobody(void)
{
    int me = getpid();

    CHECK_EQ(kill(me, 0), 0);
    CHECK_EQ(tgkill(me, me, 0), 0);
    CHECK_EQ(tkill(me, 0), 0);
    CHECK_ERR(kill(NOBODY, 0), ESRCH);
    CHECK_ERR(kill(-NOBODY, 0), ESRCH);
    CHECK_ERR(tgkill(me, NOBODY, 0), ESRCH);
    CHECK_ERR(tgkill(NOBODY, me, 0), ESRCH);
    CHECK_ERR(tkill(NOBODY, SIGTERM), ESRCH);
    ok("nobody");
}

static void check_invalid(void)
{
    int me = getpid();

    CHECK_ERR(kill(me, 65), EINVAL);
    CHECK_ERR(kill(me, -1), EINVAL);
    CHECK_ERR(tgkill(me, me, 65), EINVAL);
    CHECK_ERR(tgkill(-1, me, 0), EINVAL);
    CHECK_ERR(tgkill(me, 0, 0), EINVAL);
    CHECK_ERR(tkill(0, 0), EINVAL);
    ok("invalid");
}

static void check_ignored(void)
{
    int by_default[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT};
    int by_wish[] = {SIGTERM, SIGUSR1, SIGPIPE, SIGALRM, SIGRTMIN};

    for (int i = 0; i < 4; i++)
        CHECK_EQ(kill(getpid(), by_default[i]), 0);
    ok("ignored by default");
    for (int i = 0; i < 5; i++) {
        signal(by_wish[i], SIG_IGN);
        CHECK_EQ(kill(getpid(), by_wish[i]), 0);
        CHECK_EQ(raise(by_wish[i]), 0);
    }
    ok("ignored by wish");
}

/* A signal that is masked waits, one at a time; ignoring it forgets it. */
static void check_pending(void)
{
    sigset_t usr2, pending, old;

    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    CHECK_EQ(sigprocmask(SIG_BLOCK, &usr2, &old), 0);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGUSR2), 0);
    CHECK_EQ(kill(getpid(), SIGUSR2), 0);
    CHECK_EQ(tgkill(getpid(), getpid(), SIGUSR2), 0);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGUSR2), 1);
    CHECK_EQ(sigismember(&pending, SIGUSR1), 0);
    signal(SIGUSR2, SIG_IGN);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGUSR2), 0);
    signal(SIGUSR2, SIG_DFL);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &old, NULL), 0);
    ok("pending");
}

int main(void)
{
    check_nobody();
    check_invalid();
    check_ignored();
    check_pending();
    return check_status();
}
