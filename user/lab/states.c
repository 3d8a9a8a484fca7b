/* SPDX-License-Identifier: MIT
 *
 * The states of a process, and what a sleeper waits for.
 *
 * Five children are brought into five situations; the parent then reads what /proc
 * says of each: the state's letter (R ready or running, S sleeping, T stopped, Z
 * ended, and nobody has asked for its status) and, for a sleeper, where in the
 * kernel it waits (wchan). `ps`, `top` and the trace use the same letters.
 *
 * Not here: what moves a process from one state to another. That is in the
 * timeline below the program's output.
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_NS = 20000000, NEVER_S = 1000 };

static int empty_pipe[2];

static void compute(void)
{
    for (volatile unsigned round = 0;; round++)
        ;
}

static void read_pipe(void)
{
    char byte;

    if (read(empty_pipe[0], &byte, 1) != 1)
        err(1, "read");
}

static void sleep_long(void)
{
    sleep(NEVER_S);
}

static void stop(void)
{
    raise(SIGSTOP);
}

static void leave(void)
{
    _exit(0);
}

static const struct situation {
    const char *name;
    void (*enter)(void);
} situations[] = {{"computes", compute},
                  {"reads an empty pipe", read_pipe},
                  {"sleeps", sleep_long},
                  {"stopped itself", stop},
                  {"has ended", leave}};

#define SITUATIONS (sizeof situations / sizeof *situations)

static pid_t start(const struct situation *situation)
{
    pid_t child = fork();

    if (child < 0)
        err(1, "fork");
    if (child == 0) {
        situation->enter();
        _exit(0);
    }
    return child;
}

/* The first line of /proc/PID/`name` that begins with `key`, behind the key; an
 * empty text if there is none. */
static void read_proc(pid_t pid, const char *name, const char *key, char *text,
                      size_t size)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
    FILE *file = fopen(path, "r");
    if (!file)
        err(1, "%s", path);
    while (fgets(text, (int)size, file) && strncmp(text, key, strlen(key)))
        *text = 0;
    fclose(file);
    text[strcspn(text, "\n")] = 0;
    if (*text)
        memmove(text, text + strlen(key), strlen(text + strlen(key)) + 1);
}

static void show(const struct situation *situation, pid_t pid)
{
    char state[64] = "", place[64] = "";

    read_proc(pid, "status", "State:\t", state, sizeof(state));
    read_proc(pid, "wchan", "", place, sizeof(place));
    printf("%-20s %-14s %s\n", situation->name, state,
           strcmp(place, "0") ? place : "");
}

int main(void)
{
    pid_t children[SITUATIONS];

    if (pipe(empty_pipe))
        err(1, "pipe");
    for (size_t i = 0; i < SITUATIONS; i++)
        children[i] = start(&situations[i]);
    nanosleep(&(struct timespec){.tv_nsec = SETTLE_NS}, NULL);
    printf("%-20s %-14s %s\n", "a child that", "state", "waits in");
    for (size_t i = 0; i < SITUATIONS; i++)
        show(&situations[i], children[i]);
    for (size_t i = 0; i < SITUATIONS; i++)
        kill(children[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    return 0;
}
