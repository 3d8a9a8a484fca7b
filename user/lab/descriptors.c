/* SPDX-License-Identifier: MIT
 *
 * What fork shares: descriptors are copied, what they stand for is not.
 *
 * A descriptor is a number in a process's own table; the open file behind it, with
 * its offset, is shared. So a child that reads moves the parent's offset; a child
 * that closes its descriptor leaves the parent's open; and the reader of a pipe
 * sees its end only when the last copy of the writing end is closed, the reader's
 * own one included.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "/tmp/descriptors.txt"

enum { CHUNK = 5 };

/* Run `work(fd)` in a child, and wait for it. */
static void in_child(void (*work)(int), int fd)
{
    int status;
    pid_t child = fork();

    if (child < 0)
        err(1, "fork");
    if (child == 0) {
        work(fd);
        fflush(stdout);
        _exit(0);
    }
    if (waitpid(child, &status, 0) != child || status)
        errx(1, "the child failed: status %#x", status);
}

static void read_chunk(const char *who, int fd)
{
    char text[CHUNK + 1] = "";

    if (read(fd, text, CHUNK) != CHUNK)
        err(1, "%s: read", who);
    printf("%-6s reads \"%s\"\n", who, text);
    fflush(stdout);
}

static void child_reads_and_closes(int fd)
{
    read_chunk("child", fd);
    close(fd);
    printf("child  closes it: another read %s\n",
           read(fd, &(char){0}, 1) < 0 ? "fails" : "works");
}

static void shared_offset(void)
{
    int fd = open(NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, "onetwothreefours", 16) != 16 ||
        lseek(fd, 0, SEEK_SET))
        err(1, NAME);
    unlink(NAME);
    read_chunk("parent", fd);
    in_child(child_reads_and_closes, fd);
    read_chunk("parent", fd);
    close(fd);
}

static int writer; /* the pipe's writing end, open in both processes */

static void child_writes(int reader)
{
    close(reader);
    if (write(writer, "hello", CHUNK) != CHUNK)
        err(1, "write");
}

/* "data", "the end" or "nothing yet" from a pipe that does not block. */
static const char *look(int fd)
{
    char text[CHUNK];
    ssize_t count = read(fd, text, sizeof(text));

    return count > 0 ? "data" : count == 0 ? "the end" : "nothing yet";
}

static void end_of_pipe(void)
{
    int ends[2];

    if (pipe2(ends, O_NONBLOCK))
        err(1, "pipe2");
    writer = ends[1];
    in_child(child_writes, ends[0]);
    printf("child  wrote and is gone; the parent finds %s\n", look(ends[0]));
    printf("parent still has the writing end: it finds %s\n", look(ends[0]));
    close(writer);
    printf("parent closes it: it finds %s\n", look(ends[0]));
    close(ends[0]);
}

int main(void)
{
    shared_offset();
    end_of_pipe();
    return 0;
}
