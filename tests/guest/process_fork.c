/* SPDX-License-Identifier: MIT
 *
 * fork(2): what the child has of its own (memory, ids, pending signals) and what
 * it shares (open files); how its end is told.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MANY 200

static int in_data = 1;
static int in_bss;
static __thread int in_tls = 3;

/* Wait for `child`: its status word. */
static int status_of(pid_t child)
{
    int status = -1;

    CHECK_EQ(waitpid(child, &status, 0), child);
    return status;
}

/* Fork; in the child run `body` and exit with what it returns. */
static pid_t start(int (*body)(void))
{
    pid_t child = fork();

    if (child == 0)
        _exit(body());
    CHECK(child > 0);
    return child;
}

static int exit_code(int (*body)(void))
{
    int status = status_of(start(body));

    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- memory ---- */

static char *heap, *mapped, *shared;

static int change_memory(void)
{
    int on_stack = in_data + in_tls;

    in_data = 11;
    in_bss = 12;
    in_tls = 13;
    heap[0] = 'c';
    mapped[PAGE] = 'c';
    shared[0] = 'c';
    return on_stack == 4 && heap[1] == 'h' && mapped[2 * PAGE] == 'm' ? 7 : 8;
}

static void memory(void)
{
    heap = malloc(3 * PAGE);
    memset(heap, 'h', 3 * PAGE);
    mapped = pages(4);
    memset(mapped, 'm', 4 * PAGE);
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED);
    CHECK_EQ(exit_code(change_memory), 7);
    CHECK_EQ(in_data, 1);
    CHECK_EQ(in_bss, 0);
    CHECK_EQ(in_tls, 3);
    CHECK_EQ(heap[0], 'h');
    CHECK_EQ(mapped[PAGE], 'm');
    CHECK_EQ(shared[0], 'c'); /* the only thing that is one */
    free(heap);
    ok("memory is copied");
}

/* The parent writes; the child goes on seeing what was there. */
static int pipes[2];

static int look_later(void)
{
    char byte;

    if (read(pipes[0], &byte, 1) != 1)
        return 1;
    return mapped[0] == 'm' && in_data == 1 ? 0 : 2;
}

static void memory_of_the_child(void)
{
    CHECK_EQ(pipe(pipes), 0);
    pid_t child = start(look_later);
    memset(mapped, 'p', 4 * PAGE);
    in_data = 21;
    CHECK_EQ(write(pipes[1], "", 1), 1);
    CHECK_EQ(status_of(child), 0);
    in_data = 1;
    close(pipes[0]);
    close(pipes[1]);
    ok("the parent's writes are its own");
}

/* ---- ids ---- */

static pid_t parent_pid, grandparent_pid;

static int check_ids(void)
{
    CHECK(getpid() != parent_pid);
    CHECK_EQ(getppid(), parent_pid);
    CHECK_EQ(syscall(SYS_gettid), getpid());
    CHECK_EQ(getpgrp(), getpgid(parent_pid));
    CHECK_EQ(getsid(0), getsid(parent_pid));
    return check_status();
}

static int nested(void)
{
    grandparent_pid = parent_pid;
    parent_pid = getpid();
    return exit_code(check_ids);
}

static void ids(void)
{
    parent_pid = getpid();
    CHECK_EQ(exit_code(check_ids), 0);
    CHECK_EQ(exit_code(nested), 0);
    CHECK_EQ(parent_pid, getpid());
    ok("ids, a child's child");
}

/* ---- descriptors ---- */

static int shared_file, closed_file;

static int use_descriptors(void)
{
    char text[3] = "";

    if (read(shared_file, text, 2) != 2 || strcmp(text, "ab"))
        return 1;
    close(closed_file);
    return 0;
}

static void descriptors(void)
{
    char path[64], text[3] = "";

    snprintf(path, sizeof path, "/tmp/guest-fork-%d", getpid());
    shared_file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(shared_file >= 0);
    CHECK_EQ(write(shared_file, "abcdef", 6), 6);
    CHECK_EQ(lseek(shared_file, 0, SEEK_SET), 0);
    closed_file = dup(shared_file);
    CHECK_EQ(exit_code(use_descriptors), 0);
    CHECK_EQ(read(shared_file, text, 2), 2); /* the offset is one */
    CHECK(!strcmp(text, "cd"));
    CHECK_EQ(fcntl(closed_file, F_GETFD), 0); /* the table is not */
    close(closed_file);
    close(shared_file);
    unlink(path);
    ok("descriptors");
}

/* The write end of a pipe that a child holds keeps the reader waiting. */
static int hold_pipe(void)
{
    close(pipes[0]);
    sleep_ms(20);
    return write(pipes[1], "x", 1) == 1 ? 0 : 1;
}

static void pipe_ends(void)
{
    char text[2];

    CHECK_EQ(pipe(pipes), 0);
    pid_t child = start(hold_pipe);
    close(pipes[1]);
    CHECK_EQ(read(pipes[0], text, 2), 1);
    CHECK_EQ(read(pipes[0], text, 2), 0); /* its end closed the last one */
    CHECK_EQ(status_of(child), 0);
    close(pipes[0]);
    ok("a pipe between two");
}

/* ---- signals ---- */

static void handler(int signal)
{
    (void)signal;
    in_bss++;
}

static int check_signals(void)
{
    sigset_t set;
    struct sigaction action;

    sigpending(&set);
    if (sigismember(&set, SIGUSR1))
        return 1; /* what is pending stays with the parent */
    sigprocmask(SIG_SETMASK, NULL, &set);
    if (!sigismember(&set, SIGUSR1))
        return 2;
    sigaction(SIGUSR2, NULL, &action);
    if (action.sa_handler != handler)
        return 3;
    raise(SIGUSR2);
    return in_bss == 1 ? 0 : 4;
}

static void signals(void)
{
    sigset_t set;

    in_bss = 0;
    signal(SIGUSR1, handler);
    signal(SIGUSR2, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    CHECK_EQ(exit_code(check_signals), 0);
    CHECK_EQ(in_bss, 0);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    CHECK_EQ(in_bss, 1);
    in_bss = 0;
    ok("handlers and mask are copied, pending ones are not");
}

/* ---- the end ---- */

static int end_300(void)
{
    return 300;
}

static int end_term(void)
{
    raise(SIGTERM);
    return 1;
}

static int end_sleeping(void)
{
    pause();
    return 1;
}

static int end_segv(void)
{
    *(char *)no_access_page() = 1;
    return 1;
}

static int end_abort(void)
{
    abort();
}

static void statuses(void)
{
    struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    CHECK_EQ(status_of(start(end_300)), (300 & 0xff) << 8);
    CHECK_EQ(status_of(start(end_term)), SIGTERM);
    CHECK_EQ(status_of(start(end_segv)) & 0x7f, SIGSEGV);
    CHECK_EQ(status_of(start(end_abort)) & 0x7f, SIGABRT);
    pid_t child = start(end_sleeping);
    sleep_ms(5);
    CHECK_EQ(kill(child, SIGKILL), 0);
    CHECK_EQ(status_of(child), SIGKILL);
    CHECK_ERR(kill(child, 0), ESRCH);
    ok("statuses");
}

/* ---- threads ---- */

static void *end_process(void *arg)
{
    (void)arg;
    sleep_ms(5);
    _exit(5);
}

static int end_by_thread(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, end_process, NULL);
    pause();
    return 1;
}

/* A fork in a thread copies that thread alone, with its id and its TLS. */
static int alone(void)
{
    return in_tls == 77 && syscall(SYS_gettid) == getpid() ? 0 : 1;
}

static void *fork_in_thread(void *arg)
{
    (void)arg;
    in_tls = 77;
    CHECK_EQ(exit_code(alone), 0);
    return NULL;
}

static void threads(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, fork_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(exit_code(end_by_thread), 5);
    ok("threads");
}

/* ---- many ---- */

static int nothing(void)
{
    return 0;
}

static int deep(void)
{
    return --in_bss > 0 ? exit_code(deep) : 3;
}

static void many(void)
{
    int left[20];

    for (int i = 0; i < MANY; i++)
        CHECK_EQ(exit_code(nothing), 0);
    for (int i = 0; i < 20; i++)
        left[i] = start(nothing);
    for (int i = 19; i >= 0; i--)
        CHECK_EQ(status_of(left[i]), 0);
    in_bss = 10;
    CHECK_EQ(exit_code(deep), 3);
    CHECK_EQ(in_bss, 10);
    ok("many in series, many at once, ten deep");
}

/* ---- clone ---- */

static void clone_calls(void)
{
    int status, *word = (int *)pages(1);
    pid_t child =
        syscall(SYS_clone, SIGCHLD | CLONE_CHILD_SETTID | CLONE_PARENT_SETTID,
                0, &in_bss, word, 0);

    if (child == 0)
        _exit(*word == getpid() ? 6 : 7);
    CHECK(child > 0);
    CHECK_EQ(in_bss, child);
    CHECK_EQ(*word, 0);
    CHECK_EQ(status_of(child), 6 << 8);
    child = syscall(SYS_clone, SIGCHLD | CLONE_PARENT_SETTID, 0, 1, 0, 0);
    if (child == 0)
        _exit(8);
    CHECK(child > 0); /* nobody is told that the address is bad */
    CHECK_EQ(status_of(child), 8 << 8);
    struct {
        uint64_t words[11];
    } arguments = {{0, 0, 0, 0, SIGCHLD}};
    child = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (child == 0)
        _exit(9);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 9 << 8);
    CHECK_ERR(syscall(SYS_clone3, &arguments, 8), EINVAL);
    CHECK_ERR(syscall(SYS_clone3, NULL, sizeof arguments), EFAULT);
    arguments.words[4] = 65;
    CHECK_ERR(syscall(SYS_clone3, &arguments, sizeof arguments), EINVAL);
    arguments.words[4] = SIGCHLD;
    arguments.words[5] = (uint64_t)word; /* a stack without a size */
    CHECK_ERR(syscall(SYS_clone3, &arguments, sizeof arguments), EINVAL);
    ok("clone and clone3");
}

int main(void)
{
    memory();
    memory_of_the_child();
    ids();
    descriptors();
    pipe_ends();
    signals();
    statuses();
    threads();
    many();
    clone_calls();
    CHECK_ERR(wait(NULL), ECHILD);
    return check_status();
}
