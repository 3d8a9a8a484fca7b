/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Processes that take without end, while pid 1 looks on: it goes
 * on, can end them all, and has afterwards what it had.
 *
 * Arguments: forks | limited | memory
 */
#define _GNU_SOURCE
#include "books.h"
#include <signal.h>
#include <sys/wait.h>

#define NOBODY 65534
#define LIMIT 12
#define BOMB_MS 60 /* it goes on for this long */
#define MIB (1024 * 1024ul)

static long *refusals; /* shared with all of them */

/* Every process forks for ever. */
static void forks(void)
{
    for (;;) {
        if (fork() >= 0)
            continue;
        CHECK(errno == EAGAIN || errno == ENOMEM);
        __atomic_add_fetch(refusals, 1, __ATOMIC_SEQ_CST);
        sched_yield();
    }
}

static void limited(void)
{
    struct rlimit limit = {LIMIT, LIMIT};

    CHECK_EQ(setrlimit(RLIMIT_NPROC, &limit), 0);
    CHECK_EQ(setuid(NOBODY), 0);
    forks();
}

/* One takes all memory until it is refused or killed, and starts again; so do its
 * children. */
static void memory(void)
{
    void *block;

    for (;;) {
        if (fork() == 0)
            while ((block = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) !=
                   MAP_FAILED)
                memset(block, 1, MIB);
        int status;
        wait(&status);
        __atomic_add_fetch(refusals, 1, __ATOMIC_SEQ_CST);
    }
}

static void bomb(void (*run)(void))
{
    pid_t pid = fork();

    CHECK(pid > 0 || pid == 0);
    if (pid == 0) {
        run();
        _exit(0);
    }
    for (int i = 0; i < BOMB_MS || *refusals == 0; i++)
        sleep_ms(1); /* pid 1 has its turn */
    do
        kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0);
    CHECK(*refusals > 0);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "forks";
    void (*run)(void) = !strcmp(what, "limited")  ? limited
                        : !strcmp(what, "memory") ? memory
                                                  : forks;

    refuse_shared_machine();
    books_warm_up();
    refusals = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bomb(run); /* stacks and tables grow to what they will be */
    struct books before = books_read();
    *refusals = 0;
    bomb(run);
    books_compare(before, books_read());
    ok(what);
    return check_status();
}
