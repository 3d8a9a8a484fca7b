/* SPDX-License-Identifier: MIT
 *
 * Processes come and go in thousands, and nothing of them stays.
 *
 *     convoy_generations exec ROUNDS      fork or vfork, exec, wait
 *     convoy_generations threads ROUNDS   a process of four threads forks, and one
 *                                         that is not the first execs
 *     convoy_generations killed ROUNDS    a tree of processes dies at some moment
 *     convoy_generations pids             pids begin again, but not those that are
 *                                         still groups or sessions
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <signal.h>
#include <sys/wait.h>

#define SETTLED 100 /* rounds before memory is looked at */
#define PID_MAX 32768
#define PID_AGAIN 300 /* where pids begin again */
#define SELF "/bin/convoy_generations"

static char *no_env[] = {NULL};

static void become(char *mode)
{
    execve(SELF, (char *[]){SELF, mode, NULL}, no_env);
    _exit(99);
}

static void wait_for(pid_t child)
{
    int status = -1;

    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

/* ---- exec ---- */

static void exec_round(long round)
{
    pid_t child = round % 2 ? vfork() : fork();

    if (child == 0)
        become("end");
    wait_for(child);
}

/* ---- threads ---- */

static pthread_barrier_t barrier;

static void *exec_here(void *arg)
{
    pthread_barrier_wait(&barrier);
    if (arg)
        become("end");
    pause();
    return arg;
}

/* Forks while the others run, and waits; the heap's lock may be anybody's. */
static void *fork_here(void *arg)
{
    void *memory = malloc(1000);
    pid_t child = fork();

    if (child == 0)
        _exit(malloc(1000) == NULL);
    wait_for(child);
    free(memory);
    return arg;
}

static void make_threads(void *(*body)(void *), pthread_t threads[3])
{
    for (long i = 0; i < 3; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, body,
                                i == 1 ? threads : NULL),
                 0);
}

static void threads_round(long round)
{
    pthread_t threads[3];
    pid_t child = fork();

    (void)round;
    if (child == 0) {
        make_threads(fork_here, threads);
        for (int i = 0; i < 3; i++)
            pthread_join(threads[i], NULL);
        pthread_barrier_init(&barrier, NULL, 4);
        make_threads(exec_here, threads);
        pthread_barrier_wait(&barrier);
        pause();
    }
    wait_for(child);
}

/* ---- killed ---- */

/* A tree that grows and execs without end, in a session of its own. */
static void grow(void)
{
    for (int depth = 0;;) {
        pid_t child = fork();
        if (child == 0 && ++depth > 3)
            become("end");
        if (child > 0)
            waitpid(child, NULL, 0);
        if (child > 0 && depth > 1)
            _exit(0);
    }
}

static void killed_round(long round)
{
    struct timespec moment = {0, 20000 + round * 7919 % 1000000};
    pid_t child = fork();

    if (child == 0) {
        setsid();
        grow();
    }
    nanosleep(&moment, NULL);
    while (kill(-child, SIGKILL) == 0)
        waitpid(-1, NULL, 0);
    CHECK(kill(child, SIGKILL) == 0 || errno == ESRCH);
    while (waitpid(-1, NULL, 0) > 0)
        ;
}

static int rounds(void (*round)(long), long count)
{
    struct in_use before = {0};

    for (long i = 0; i < count; i++) {
        if (i == SETTLED)
            before = in_use_now();
        round(i);
    }
    dprintf(1, "rounds=%ld\n", count);
    in_use_check(before);
    return check_status();
}

/* ---- pids ---- */

/* A session whose leader has ended and been waited for; the one process that is
 * left in it ends with the pipe. */
static pid_t leave_session(int fds[2])
{
    pid_t leader = fork();
    char byte;

    if (leader == 0) {
        setsid();
        if (fork() == 0) {
            close(fds[1]);
            read(fds[0], &byte, 1);
        }
        _exit(0);
    }
    wait_for(leader);
    CHECK(kill(-leader, 0) == 0);
    return leader;
}

static pid_t next_pid(void)
{
    pid_t child = vfork();

    if (child == 0)
        _exit(0);
    wait_for(child);
    return child;
}

/* Once around: is `pid` given out? */
static int comes_again(pid_t pid)
{
    pid_t last = next_pid(), now;
    int again = 0, wrapped = 0;

    for (;; last = now) {
        now = next_pid();
        CHECK(now < PID_MAX && (now > last || !wrapped));
        again |= now == pid;
        if (now < last) {
            CHECK(now >= PID_AGAIN && now < PID_AGAIN + 10);
            wrapped = 1;
        }
        if (wrapped && now > pid + 10)
            return again;
    }
}

static int pids(void)
{
    int fds[2];

    CHECK_EQ(pipe(fds), 0);
    while (next_pid() < PID_AGAIN)
        ;
    pid_t session = leave_session(fds);
    CHECK_EQ(comes_again(session), 0);
    CHECK(kill(-session, 0) == 0);
    close(fds[1]);
    CHECK(waitpid(-session, NULL, 0) > 0); /* orphans are pid 1's */
    CHECK_EQ(comes_again(session), 1);
    ok("pids");
    return check_status();
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "end"))
        return 0;
    refuse_shared_machine();
    if (argc == 3 && !strcmp(argv[1], "exec"))
        return rounds(exec_round, atol(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "threads"))
        return rounds(threads_round, atol(argv[2]));
    if (argc == 3 && !strcmp(argv[1], "killed"))
        return rounds(killed_round, atol(argv[2]));
    if (argc == 2 && !strcmp(argv[1], "pids"))
        return pids();
    check_die("exec ROUNDS, threads ROUNDS, killed ROUNDS, or pids");
}
