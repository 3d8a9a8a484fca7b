/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy's checked image. Scenarios in which the n-th allocation of the
 * kernel fails, for n = 1, 2 ... until the scenario makes no more (/dev/checks,
 * kernel/checked/device.h); once alone, and once with all that follow within the
 * next few. Who asked gets an error or is killed; afterwards the machine has what
 * it had, and the same works again.
 */
#define _GNU_SOURCE
#include "books.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define N_MAX 5000

/* Each returns 0, or an error's number. What it makes it takes away. */

static int fork_exec_pipe(void)
{
    char *argv[] = {"/bin/convoy_inject", "child", NULL};
    char *none[] = {NULL};
    char byte;
    int ends[2], status = 0;

    if (pipe(ends))
        return errno;
    pid_t pid = fork();
    int error = pid < 0 ? errno : 0;
    if (pid == 0) {
        dup2(ends[1], 1);
        execve(argv[0], argv, none);
        _exit(errno);
    }
    close(ends[1]);
    if (pid > 0) {
        bool said = read(ends[0], &byte, 1) == 1;
        CHECK_EQ(waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status)) {
            CHECK(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV);
            error = ENOMEM;
        } else {
            error = WEXITSTATUS(status) ? WEXITSTATUS(status) : 0;
            error = !error && !said ? ENOMEM : error;
        }
    }
    close(ends[0]);
    return error;
}

static void *nothing(void *argument)
{
    return argument;
}

static int threads(void)
{
    pthread_t thread[3];
    int error = 0, made = 0;

    while (made < 3 &&
           !(error = pthread_create(&thread[made], NULL, nothing, NULL)))
        made++;
    while (made--)
        CHECK_EQ(pthread_join(thread[made], NULL), 0);
    return error;
}

/* Only calls: a page that cannot be brought in costs a process its life. */
static int mappings(void)
{
    int error = 0;
    char *p = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

    if (p == MAP_FAILED)
        return errno;
    if (mprotect(p + PAGE, PAGE, PROT_READ))
        error = errno;
    if (munmap(p + 4 * PAGE, PAGE))
        error = errno;
    char *q = mremap(p + 8 * PAGE, 8 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    if (q == MAP_FAILED) {
        error = errno;
        munmap(p + 8 * PAGE, 8 * PAGE);
    } else {
        munmap(q, 64 * PAGE);
    }
    munmap(p, 8 * PAGE); /* which may have to split an area */
    q = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
             -1, 0);
    if (q == MAP_FAILED)
        return errno;
    munmap(q, 4 * PAGE);
    return error;
}

static int sockets_and_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int pair[2], error = 0;
    char bytes[100] = "";
    int epoll = epoll_create1(0), count = eventfd(1, 0);

    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)) {
        error = errno;
        pair[0] = pair[1] = -1;
    }
    if (epoll < 0 || count < 0)
        error = ENOMEM;
    if (!error && write(pair[0], bytes, sizeof bytes) != sizeof bytes)
        error = errno;
    if (!error && (epoll_ctl(epoll, EPOLL_CTL_ADD, pair[1], &event) ||
                   epoll_ctl(epoll, EPOLL_CTL_ADD, count, &event)))
        error = errno;
    if (!error)
        CHECK_EQ(epoll_wait(epoll, &event, 1, 0), 1);
    close(pair[0]);
    close(pair[1]);
    close(epoll);
    close(count);
    return error;
}

static int signals(void)
{
    struct timespec now = {0, 0};
    sigset_t set;
    int error = 0, sent = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 4; i++) {
        if (sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i}))
            error = errno;
        else
            sent++;
    }
    while (sigtimedwait(&set, NULL, &now) == SIGRTMIN)
        sent--;
    CHECK_EQ(sent, 0);
    return error;
}

/* Which may fail as well, while allocations do. */
static void remove_names(void)
{
    static const char *const names[] = {"/tmp/file", "/tmp/a/file",
                                        "/tmp/a/other", "/tmp/link",
                                        "/tmp/fifo"};

    for (int i = 0; i < 5; i++)
        unlink(names[i]);
    rmdir("/tmp/a");
}

static int files(void)
{
    int error = 0;
    static char page[2 * PAGE];
    int fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);

    if (fd < 0)
        return errno;
    if (write(fd, page, sizeof page) != sizeof page)
        error = ENOMEM;
    close(fd);
    if (mkdir("/tmp/a", 0700) || rename("/tmp/file", "/tmp/a/file") ||
        link("/tmp/a/file", "/tmp/a/other") || symlink("a", "/tmp/link") ||
        mkfifo("/tmp/fifo", 0600))
        error = errno;
    remove_names();
    return error;
}

static const struct {
    const char *name;
    int (*run)(void);
} scenarios[] = {
    {"fork, exec, pipe", fork_exec_pipe},
    {"threads", threads},
    {"mappings", mappings},
    {"sockets and epoll", sockets_and_epoll},
    {"signals", signals},
    {"files", files},
};

static int checks;

static void fail_nth(long n, long more)
{
    char line[32];
    int length = snprintf(line, sizeof line, "%ld %ld", n, more);

    if (write(checks, line, (size_t)length) != length)
        check_die("/dev/checks");
}

static long failures_left(void)
{
    char line[128] = "";
    long left = -1;

    read(checks, line, sizeof line - 1);
    sscanf(line, "objects=%*d frames=%*d failures=%ld", &left);
    return left;
}

static bool expected(int error)
{
    return error == 0 || error == ENOMEM || error == EAGAIN ||
           error == ENFILE || error == ENOSPC || error == ENOBUFS;
}

/* What a scenario's process tells: shared with it. */
static struct told {
    int error, failures;
    bool reached;
} * told;

/* Run the scenario in a process of its own while the n-th allocation fails. Was
 * there an n-th? */
static bool run_failing(unsigned i, long n, long more)
{
    int status;

    *told = (struct told){.error = ENOMEM, .reached = true};
    pid_t pid = fork();
    if (pid == 0) {
        check_failures = 0;
        fail_nth(n, more);
        told->error = scenarios[i].run();
        told->reached = failures_left() <= more;
        fail_nth(0, 0);
        told->failures = check_failures;
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    fail_nth(0, 0);
    remove_names();
    if (WIFSIGNALED(status)) /* a page that could not be brought in */
        CHECK(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGSEGV ||
              WTERMSIG(status) == SIGBUS);
    if (!expected(told->error) || told->failures) {
        dprintf(1, "FAIL %s: error %d at allocation %ld\n", scenarios[i].name,
                told->error, n);
        check_failed();
    }
    return told->reached;
}

static void scenario_run(unsigned i, long more)
{
    long n = 1, refused = 0;

    for (int warm = 0; warm < 3; warm++)
        CHECK(!run_failing(i, N_MAX, 0));
    struct books before = books_read();
    while (n < N_MAX && run_failing(i, n, more)) {
        refused += told->error != 0;
        n++;
    }
    dprintf(1, "%s: allocations=%ld refused=%ld: ", scenarios[i].name, n - 1,
            refused);
    books_compare(before, books_read());
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "child"))
        return write(1, argv[1], 1) == 1 ? 0 : errno;
    refuse_shared_machine();
    checks = open("/dev/checks", O_RDWR);
    if (checks < 0)
        check_die("this is for the checked image");
    books_warm_up();
    checks = open("/dev/checks", O_RDWR | O_CLOEXEC);
    told = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    for (unsigned i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        scenario_run(i, 0);
        scenario_run(i, 6);
    }
    return check_status();
}
