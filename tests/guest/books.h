/* SPDX-License-Identifier: MIT
 *
 * What the machine has: free frames and, in the checked image, objects of the
 * kernel's heap in use. For programs that are the only one of their machine and
 * want to have lost nothing.
 */
#ifndef BOOKS_H
#define BOOKS_H

#include "convoy.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#define WARM_THREADS 96
#define WARM_FILES 600

struct books {
    long frames, objects;
};

static inline void books_handler(int signal)
{
    (void)signal;
}

static inline struct books books_read(void)
{
    /* A process keeps the entry of its last signal for the next: have one. */
    signal(SIGURG, books_handler);
    raise(SIGURG);
    struct books books = {0, 0};
    struct sysinfo info;
    char line[128] = "";
    int fd = open("/dev/checks", O_RDONLY);

    if (fd >= 0) {
        read(fd, line, sizeof line - 1);
        sscanf(line, "objects=%ld frames=%ld", &books.objects, &books.frames);
        close(fd);
    } else if (sysinfo(&info) == 0) {
        books.frames = (long)(info.freeram / PAGE);
    }
    return books;
}

static inline void books_compare(struct books before, struct books after)
{
    dprintf(1, "lost frames %ld objects %ld\n", before.frames - after.frames,
            after.objects - before.objects);
}

static inline void *books_sleep(void *argument)
{
    usleep(1000);
    return argument;
}

/* Kernel stacks and files are kept for their next use: have as many as ever. */
static inline void books_warm_up(void)
{
    struct rlimit files = {1024, 4096};
    static pthread_t threads[WARM_THREADS];

    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < WARM_THREADS; i++)
        if (pthread_create(&threads[i], NULL, books_sleep, NULL))
            check_die("threads");
    for (int i = 0; i < WARM_THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < WARM_FILES; i++)
        open("/dev/null", O_RDONLY);
    syscall(SYS_close_range, 3, ~0u, 0);
}

#endif
