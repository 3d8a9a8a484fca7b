/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Takes one thing without end. The program gets an error or
 * is killed (137); the machine survives either way.
 *
 * Arguments: memory | threads | pipes | areas
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <fcntl.h>
#include <sys/resource.h>

#define MIB (1024 * 1024ul)

/* Touch more and more; given an error, give all back and take half again. */
static void take_memory(void)
{
    static char *block[1 << 16];
    int count = 0;

    while (count < 1 << 16) {
        char *p = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (p == MAP_FAILED)
            break;
        for (unsigned long i = 0; i < MIB; i += PAGE)
            p[i] = 1;
        block[count++] = p;
    }
    CHECK_EQ(errno, ENOMEM);
    for (int i = 0; i < count; i++)
        munmap(block[i], MIB);
    memset(pages(count / 2 * MIB / PAGE), 1, count / 2 * MIB);
    ok("memory was refused");
}

static void *sleeps(void *arg)
{
    sleep_ms(1000000);
    return arg;
}

static void take_threads(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    long count = 0;
    int error;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 16384);
    while ((error = pthread_create(&thread, &attr, sleeps, NULL)) == 0)
        count++;
    CHECK_EQ(error, EAGAIN);
    CHECK(count >= 100);
    ok("threads were refused");
}

/* Every pipe is filled: 64 KiB of kernel memory each. */
static void take_pipes(void)
{
    static char full[65536];
    struct rlimit limit = {1 << 20, 1 << 20};
    int fds[2];
    long count = 0;

    setrlimit(RLIMIT_NOFILE, &limit);
    while (pipe2(fds, O_NONBLOCK) == 0 &&
           write(fds[1], full, sizeof full) == sizeof full)
        count++;
    CHECK(errno == EMFILE || errno == ENFILE || errno == ENOMEM);
    CHECK(count >= 10);
    ok("pipes were refused");
}

/* Areas that cannot be joined, none of them touched. */
static void take_areas(void)
{
    long count = 0;

    for (;; count++) {
        int prot = count % 2 ? PROT_READ : PROT_READ | PROT_WRITE;

        if (mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
            MAP_FAILED)
            break;
    }
    CHECK_EQ(errno, ENOMEM);
    CHECK(count >= 1000);
    ok("areas were refused");
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "memory";

    refuse_shared_machine();
    dprintf(1, "takes %s without end\n", what);
    if (!strcmp(what, "memory"))
        take_memory();
    else if (!strcmp(what, "threads"))
        take_threads();
    else if (!strcmp(what, "pipes"))
        take_pipes();
    else if (!strcmp(what, "areas"))
        take_areas();
    else
        check_die("arguments: memory | threads | pipes | areas");
    return check_status();
}
