/* SPDX-License-Identifier: MIT
 *
 * Orphaned process groups: terminal signals do not stop them, and when a group
 * becomes one while somebody in it is stopped, it gets SIGHUP and SIGCONT. In a
 * session of its own, whose orphans' new parent is in another one.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/wait.h>

/* What the processes tell each other and us. */
static struct shared {
    volatile int ready, hang_ups, continues, resumed;
    volatile int member, bystander;
} * shared;

static void note(int number)
{
    if (number == SIGHUP)
        shared->hang_ups++;
    else
        shared->continues++;
}

static void await(volatile int *value, int least)
{
    for (int i = 0; i < 60000 && *value < least; i++)
        sleep_ms(1);
    CHECK(*value >= least);
}

/* A member of a job: it notes what it gets, and ends when told. */
static int member(int group)
{
    int pid = fork();

    if (pid) {
        setpgid(pid, group ? group : pid);
        return pid;
    }
    setpgid(0, group);
    signal(SIGHUP, note);
    signal(SIGCONT, note);
    __atomic_add_fetch(&shared->ready, 1, __ATOMIC_SEQ_CST);
    for (;;)
        pause();
}

/* The job of a shell of which the last process outside its group ends. */
static void shell(int stops)
{
    int status;

    shared->member = member(0);
    shared->bystander = member(shared->member);
    await(&shared->ready, 2);
    if (stops) {
        kill(shared->member, SIGTSTP);
        CHECK_EQ(waitpid(shared->member, &status, WUNTRACED), shared->member);
        CHECK(WIFSTOPPED(status));
    }
    _exit(check_status());
}

/* A session: a leader, which stays, and a shell under it, which ends. */
static void session(int stops)
{
    int status;

    setsid();
    int pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        shell(stops);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    if (stops) {
        await(&shared->hang_ups, 2); /* both, also who was not stopped */
        await(&shared->continues, 2);
    } else {
        kill(shared->member, SIGTSTP); /* nobody could continue it */
        kill(shared->member, SIGTTIN);
        kill(shared->member, SIGCONT);
        await(&shared->continues, 1);
        CHECK_EQ(shared->hang_ups, 0);
        kill(shared->member, SIGSTOP); /* this one does stop it */
        kill(shared->member, SIGHUP);
        sleep_ms(20);
        CHECK_EQ(shared->hang_ups, 0);
        kill(shared->member, SIGCONT);
        await(&shared->hang_ups, 1);
    }
    kill(-shared->member, SIGKILL);
    _exit(check_status());
}

static void check(int stops, const char *topic)
{
    int status;

    memset(shared, 0, sizeof *shared);
    int pid = fork();
    if (pid == 0)
        session(stops);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    ok(topic);
}

int main(void)
{
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(1, "stopped");
    check(0, "running");
    return check_status();
}
