/* SPDX-License-Identifier: MIT
 *
 * Files that are mapped and change: what write says and what memory says is one
 * thing; behind the end of a file there is SIGBUS, also for who has been there
 * before it was cut, in every process; the rest of its last page is zeros.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>

static int fd;
static sigjmp_buf back;
static siginfo_t fault;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    fault = *info;
    siglongjmp(back, 1);
}

/* Does reading, or writing, the byte at p give SIGBUS, as it should be told? */
static int bus_error(volatile char *p, int write)
{
    memset(&fault, 0, sizeof fault);
    if (sigsetjmp(back, 1) == 0) {
        if (write)
            *p = 1;
        else
            (void)*p;
        return 0;
    }
    CHECK_EQ(fault.si_signo, SIGBUS);
    CHECK_EQ(fault.si_code, BUS_ADRERR);
    CHECK(fault.si_addr == p);
    return 1;
}

static char *map(int flags)
{
    char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);

    CHECK(p != MAP_FAILED);
    return p;
}

static void check_coherence(void)
{
    char *shared = map(MAP_SHARED), *private = map(MAP_PRIVATE), c;

    CHECK_EQ(pwrite(fd, "one", 3, PAGE), 3);
    CHECK(!memcmp(shared + PAGE, "one", 3) &&
          !memcmp(private + PAGE, "one", 3));
    shared[PAGE] = 'O';
    CHECK_EQ(pread(fd, &c, 1, PAGE), 1);
    CHECK_EQ(c, 'O');
    CHECK_EQ(private[PAGE], 'O'); /* not yet its own */
    private[PAGE + 1] = 'N';
    CHECK_EQ(pwrite(fd, "two", 3, PAGE), 3);
    CHECK(!memcmp(shared + PAGE, "two", 3));
    CHECK(!memcmp(private + PAGE, "ONe", 3));
    CHECK_EQ(msync(shared, 4 * PAGE, MS_SYNC), 0);
    CHECK_EQ(munmap(shared, 4 * PAGE) | munmap(private, 4 * PAGE), 0);
    ok("one thing");
}

static void check_end(void)
{
    CHECK_EQ(ftruncate(fd, PAGE + 100), 0);
    char *p = map(MAP_SHARED), c;

    CHECK(!bus_error(p + PAGE + 99, 1));
    CHECK(!bus_error(p + 2 * PAGE - 1, 1)); /* the rest of the page */
    CHECK(bus_error(p + 2 * PAGE, 0));
    CHECK(bus_error(p + 3 * PAGE, 1));
    CHECK_ERR(write(fd, p + 2 * PAGE, 1), EFAULT);
    CHECK_ERR(pread(fd, p + 2 * PAGE, 1, 0), EFAULT);
    CHECK_EQ(ftruncate(fd, 3 * PAGE), 0); /* what was written there is gone */
    CHECK_EQ(pread(fd, &c, 1, 2 * PAGE), 1);
    CHECK(!bus_error(p + 2 * PAGE, 0));
    CHECK(bus_error(p + 3 * PAGE, 0));
    CHECK_EQ(munmap(p, 4 * PAGE), 0);
    ok("the end of a file");
}

static void check_cut(void)
{
    CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
    char *shared = map(MAP_SHARED), *private = map(MAP_PRIVATE);

    for (unsigned long i = 0; i < 4 * PAGE; i += PAGE / 2)
        shared[i] = private[i] = 'x';
    CHECK_EQ(ftruncate(fd, PAGE + 1), 0);
    CHECK_EQ(shared[PAGE], 'x');
    CHECK_EQ(shared[PAGE + PAGE / 2], 0);
    CHECK_EQ(private[PAGE + PAGE / 2], 'x'); /* its own */
    CHECK(bus_error(shared + 2 * PAGE, 0));
    CHECK(bus_error(shared + 2 * PAGE, 1));
    CHECK(bus_error(private + 3 * PAGE, 0)); /* though it was its own */
    CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
    CHECK_EQ(shared[2 * PAGE], 0);
    CHECK_EQ(private[3 * PAGE], 0);
    CHECK_EQ(shared[PAGE + PAGE / 2], 0);
    shared[3 * PAGE] = 'y';
    CHECK_EQ(private[3 * PAGE], 'y');
    CHECK_EQ(ftruncate(fd, 0), 0);
    CHECK(bus_error(shared, 0) && bus_error(private, 0));
    CHECK_EQ(munmap(shared, 4 * PAGE) | munmap(private, 4 * PAGE), 0);
    ok("a file that is cut");
}

/* The other process has touched all, and waits to be told that it is cut. */
static void check_processes(void)
{
    int ask[2], told[2], status;
    char c;

    CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
    char *p = map(MAP_SHARED);
    memset(p, 'x', 4 * PAGE);
    CHECK_EQ(pipe(ask) | pipe(told), 0);
    pid_t pid = fork();
    if (pid == 0) {
        check_failures = 0;
        CHECK_EQ(p[3 * PAGE], 'x');
        CHECK_EQ(write(told[1], "", 1), 1);
        CHECK_EQ(read(ask[0], &c, 1), 1);
        CHECK_EQ(p[0], 'x');
        CHECK_EQ(p[11], 0);
        CHECK(bus_error(p + PAGE, 0));
        CHECK(bus_error(p + 3 * PAGE, 1));
        _exit(check_status());
    }
    CHECK_EQ(read(told[0], &c, 1), 1);
    int again = open("f", O_RDWR | O_TRUNC);
    CHECK_EQ(write(again, "xxxxxxxxxx", 10), 10);
    CHECK_EQ(write(ask[1], "", 1), 1);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK(bus_error(p + PAGE, 1));
    CHECK_EQ(munmap(p, 4 * PAGE) | close(again), 0);
    ok("in another process");
}

int main(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};

    action.sa_sigaction = on_fault;
    CHECK_EQ(sigaction(SIGBUS, &action, NULL), 0);
    place_enter("memory");
    fd = open("f", O_RDWR | O_CREAT, 0600);
    CHECK_EQ(ftruncate(fd, 4 * PAGE), 0);
    check_coherence();
    check_end();
    check_cut();
    check_processes();
    CHECK_EQ(close(fd) | unlink("f"), 0);
    place_leave();
    return check_status();
}
