/* SPDX-License-Identifier: MIT
 *
 * The processes in which programs run: cut off from the world, and watched.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

#define END_USECONDS 100000 /* of the processor: a program must end now */
#define HANG_SECONDS 3      /* more of it: and has not come to a safepoint */
#define LOOK_SECONDS 5      /* of time that passes: does everybody wait? */
#define LATE_SECONDS 60     /* of either: one that is known to end hangs */
#define REPORT_BYTES 3000

int child_errors(void)
{
    int errors = memfd_create("errors", 0);

    if (errors < 0 || fcntl(errors, F_SETFL, O_APPEND) < 0) {
        perror("memfd_create");
        exit(2);
    }
    return errors;
}

/* Let nothing in or out, but errors into the file. */
static void isolate(int errors)
{
    const struct rlimit none = {0, 0};
    int null = open("/dev/null", O_RDWR);

    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    if (chdir("/proc") < 0) /* where no file can be made */
        abort();
}

pid_t child_start(int errors)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid < 0) {
        perror("fork");
        exit(2);
    }
    if (pid == 0)
        isolate(errors);
    return pid;
}

void child_watch(bool ends)
{
    struct itimerval cpu = {.it_value.tv_usec = END_USECONDS,
                            .it_interval.tv_sec = HANG_SECONDS};
    struct itimerval wall = {.it_value.tv_sec = LOOK_SECONDS,
                             .it_interval.tv_sec = LOOK_SECONDS};

    if (ends)
        cpu.it_value = wall.it_value = (struct timeval){.tv_sec = LATE_SECONDS};
    setitimer(ITIMER_PROF, &cpu, NULL);
    setitimer(ITIMER_REAL, &wall, NULL);
}

void child_report(int errors, struct listing *report)
{
    char part[REPORT_BYTES];
    off_t size = lseek(errors, 0, SEEK_END);
    off_t from = size > REPORT_BYTES ? size - REPORT_BYTES : 0;
    ssize_t got = pread(errors, part, sizeof part, from);

    close(errors);
    if (report)
        listing_add(report, part, got > 0 ? (size_t)got : 0);
}
