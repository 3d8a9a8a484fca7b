/* SPDX-License-Identifier: MIT
 *
 * What a shell does for `producer | consumer`, and what a pipe does then.
 *
 * The shell makes a pipe and two children; one makes the writing end its standard
 * output (dup2 onto 1), the other the reading end its standard input (dup2 onto 0),
 * and each executes its program, which knows nothing of pipes. Then: a full pipe
 * holds the writer up, an empty one the reader; when the last writer is gone the
 * reader reads the end; when the last reader is gone the writer is killed by
 * SIGPIPE, or, if it ignores that, gets EPIPE.
 *
 * The programs are this one with other arguments. Not here: names (fifo.c).
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINES = 5, BLOCK = 4096 };

static int produce(void)
{
    for (int line = 1; line <= LINES; line++)
        printf("line %d\n", line);
    return 0;
}

static int consume(void)
{
    char line[64];
    int count = 0;

    for (; fgets(line, sizeof(line), stdin); count++)
        printf("consumer: %s", line);
    printf("consumer: the end, after %d lines\n", count);
    return 0;
}

/* Write for ever. */
static int flood(void)
{
    char block[BLOCK] = "";

    while (write(STDOUT_FILENO, block, sizeof(block)) > 0)
        ;
    return errno == EPIPE ? 0 : 1;
}

/* Read one block and leave. */
static int taste(void)
{
    char block[BLOCK];

    return read(STDIN_FILENO, block, sizeof(block)) > 0 ? 0 : 1;
}

/* A child that is `program` with its descriptor `standard` (0 or 1) on
 * ends[standard]. */
static pid_t start(const char *self, const char *program, const int ends[2],
                   int standard)
{
    pid_t child = fork();

    if (child < 0)
        err(1, "fork");
    if (child > 0)
        return child;
    dup2(ends[standard], standard);
    close(ends[0]);
    close(ends[1]);
    execl(self, "pipeline", program, (char *)NULL);
    err(127, "%s", self);
}

static void tell_end(const char *program, pid_t child)
{
    int status;

    if (waitpid(child, &status, 0) != child)
        err(1, "waitpid");
    if (WIFSIGNALED(status))
        printf("%s: killed by signal %d\n", program, WTERMSIG(status));
    else
        printf("%s: status %d\n", program, WEXITSTATUS(status));
    fflush(stdout);
}

/* left | right */
static void join(const char *self, const char *left, const char *right)
{
    int ends[2];

    printf("--- %s | %s\n", left, right);
    fflush(stdout);
    if (pipe(ends))
        err(1, "pipe");
    pid_t writer = start(self, left, ends, STDOUT_FILENO);
    pid_t reader = start(self, right, ends, STDIN_FILENO);
    close(ends[0]); /* or there would always be a reader, and a writer */
    close(ends[1]);
    tell_end(right, reader);
    tell_end(left, writer);
}

static void show_capacity(void)
{
    char block[BLOCK] = "";
    long written = 0;
    int ends[2];

    if (pipe2(ends, O_NONBLOCK))
        err(1, "pipe2");
    while (write(ends[1], block, sizeof(block)) > 0)
        written += BLOCK;
    printf("--- a pipe that nobody reads takes %ld bytes, then: %s\n", written,
           strerror(errno));
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } programs[] = {{"produce", produce},
                    {"consume", consume},
                    {"flood", flood},
                    {"taste", taste}};

    for (size_t i = 0; argc > 1 && i < sizeof programs / sizeof *programs; i++)
        if (strcmp(argv[1], programs[i].name) == 0)
            return programs[i].run();
    show_capacity();
    join(argv[0], "produce", "consume");
    join(argv[0], "flood", "taste");
    signal(SIGPIPE, SIG_IGN); /* which exec keeps */
    printf("--- and with SIGPIPE ignored\n");
    join(argv[0], "flood", "taste");
    return 0;
}
