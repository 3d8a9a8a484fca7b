/* SPDX-License-Identifier: MIT
 *
 * convoy_crowd PROGRAM... [-- POLICY...]: all the programs /bin/PROGRAM at once, as
 * processes of their own. Each has to end with status 0. With POLICYs the
 * scheduling policy changes meanwhile, at moments and in an order by chance
 * (the same ones in each run). Prints whoever fails, and
 * `programs=N changes=N`.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/wait.h>

#define PROGRAMS_MAX 32
#define NAP_US 4000 /* at most, between two changes */

static struct program {
    const char *name;
    pid_t pid; /* 0: it has ended */
} programs[PROGRAMS_MAX];
static int programs_count, running, changes;

static void start(const char *name)
{
    struct program *program = &programs[programs_count++];
    char path[64];

    snprintf(path, sizeof(path), "/bin/%s", name);
    program->name = name;
    program->pid = fork();
    if (program->pid == 0) {
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    CHECK(program->pid > 0);
    running++;
}

/* Orphans of the programs come here, too. */
static void ended(pid_t pid, int status)
{
    for (int i = 0; i < programs_count; i++) {
        if (programs[i].pid != pid)
            continue;
        programs[i].pid = 0;
        running--;
        if (status) {
            dprintf(1, "FAIL %s: wait status %#x\n", programs[i].name, status);
            check_failed();
        }
    }
}

static unsigned chance(unsigned below)
{
    static uint64_t state = 1;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

static void change(const char *policy)
{
    int fd = open("/sys/kernel/sched_ext/root/ops", O_WRONLY);

    CHECK_EQ(write(fd, policy, strlen(policy)), strlen(policy));
    close(fd);
    changes++;
}

int main(int count, char **words)
{
    int at = 1, status;

    for (; at < count && strcmp(words[at], "--") && at <= PROGRAMS_MAX; at++)
        start(words[at]);
    int policies = count - ++at;
    while (running) {
        pid_t pid = waitpid(-1, &status, policies > 0 ? WNOHANG : 0);
        CHECK(pid >= 0);
        if (pid > 0) {
            ended(pid, status);
        } else {
            usleep(1 + chance(NAP_US));
            change(words[at + (int)chance((unsigned)policies)]);
        }
    }
    printf("programs=%d changes=%d\n", programs_count, changes);
    return check_status();
}
