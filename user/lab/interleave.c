/* SPDX-License-Identifier: MIT
 *
 * Several processes print lines: without a lock they mix, with one they do not.
 *
 *   interleave [free|locked]       (default: first the one, then the other)
 *
 * Each of four processes prints its letter eight times and a newline, one write(2)
 * each. Nothing orders the writes of one process against those of another. The
 * lock is a pipe with one byte in it: who has read the byte may print a line, and
 * writes it back. The parent collects all lines and counts those with more than
 * one letter. Run it with CORES=1, 2, 4 and several SEED=.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITERS = 4, LINES = 25, LETTERS = 8, LINE = LETTERS + 1 };

static int lock[2], output[2], go[2]; /* pipes */

static void put(int fd, char letter)
{
    if (write(fd, &letter, 1) != 1)
        err(1, "write");
}

static void take(int fd)
{
    char token;

    if (read(fd, &token, 1) != 1)
        err(1, "read");
}

/* All begin together: when the parent closes the pipe. */
static void await_start(void)
{
    char byte;

    close(go[1]);
    if (read(go[0], &byte, 1) != 0)
        err(1, "read");
}

static void print_lines(char letter, int locked)
{
    await_start();
    for (int line = 0; line < LINES; line++) {
        if (locked)
            take(lock[0]);
        for (int i = 0; i < LETTERS; i++)
            put(output[1], letter);
        put(output[1], '\n');
        if (locked)
            put(lock[1], '!');
    }
}

/* Does a line have more than one letter, or not the eight it should have? */
static int is_torn(const char *line)
{
    size_t length = strlen(line);

    return length != LETTERS || strspn(line, (char[]){line[0], 0}) != length;
}

/* Read all lines; how many are torn. example: the beginning of the first. */
static int collect(char example[2 * LINE])
{
    FILE *lines = fdopen(output[0], "r");
    char line[WRITERS * LINES * LINE];
    int torn = 0, count = 0;

    if (!lines)
        err(1, "fdopen");
    while (fgets(line, sizeof(line), lines)) {
        line[strcspn(line, "\n")] = 0;
        count++;
        if (is_torn(line) && torn++ == 0)
            snprintf(example, 2 * LINE, "%.*s", 2 * LINE - 1, line);
    }
    fclose(lines);
    if (count != WRITERS * LINES)
        errx(1, "%d lines", count);
    return torn;
}

static void run(const char *name, int locked)
{
    char example[2 * LINE] = "";

    if (pipe(lock) || pipe(output) || pipe(go))
        err(1, "pipe");
    put(lock[1], '!');
    for (int i = 0; i < WRITERS; i++) {
        pid_t child = fork();
        if (child < 0)
            err(1, "fork");
        if (child == 0) {
            print_lines((char)('A' + i), locked);
            _exit(0);
        }
    }
    close(output[1]);
    close(go[0]);
    close(go[1]);
    int torn = collect(example);
    while (wait(NULL) > 0)
        ;
    printf("%s: %d of %d lines torn%s%s\n", name, torn, WRITERS * LINES,
           torn ? ", the first: " : "", example);
    close(lock[0]);
    close(lock[1]);
}

int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : "";

    if (argc > 2 || (*only && strcmp(only, "free") && strcmp(only, "locked")))
        errx(2, "usage: interleave [free|locked]");
    if (strcmp(only, "locked"))
        run("free", 0);
    if (strcmp(only, "free"))
        run("locked", 1);
    return 0;
}
