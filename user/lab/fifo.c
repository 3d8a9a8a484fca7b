/* SPDX-License-Identifier: MIT
 *
 * A pipe needs kinship; a FIFO has a name, and serves strangers.
 *
 * The ends of a pipe come to another process by fork only. What /proc says of them
 * is `pipe:[number]`, the same number on both sides: so one finds who talks to
 * whom. A FIFO is a pipe with a name in a directory: with permissions, until it is
 * removed, for whoever may open it; /proc shows its path. Opening one end waits for
 * the other.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "/tmp/fifo_lab"

/* What the descriptor is, by /proc. */
static void name_of(int fd, char *name, size_t size)
{
    char link[32];

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, size - 1);
    if (length < 0)
        err(1, "%s", link);
    name[length] = 0;
}

/* Run `work(argument)` in a child; its pid. */
static pid_t in_child(void (*work)(const int *), const int *argument)
{
    pid_t child = fork();

    if (child < 0)
        err(1, "fork");
    if (child == 0) {
        work(argument);
        fflush(stdout);
        _exit(0);
    }
    return child;
}

static void end_child(pid_t child)
{
    int status;

    if (waitpid(child, &status, 0) != child || status)
        errx(1, "the child failed: status %#x", status);
}

static void send_name(const int *ends)
{
    char name[64];

    name_of(ends[0], name, sizeof(name));
    if (write(ends[1], name, sizeof(name)) != sizeof(name))
        err(1, "write");
}

static void kin(void)
{
    char mine[64], theirs[64];
    int ends[2];

    if (pipe(ends))
        err(1, "pipe");
    end_child(in_child(send_name, ends));
    name_of(ends[1], mine, sizeof(mine));
    if (read(ends[0], theirs, sizeof(theirs)) != sizeof(theirs))
        err(1, "read");
    printf("a pipe is called pipe:[number]: %s\n",
           strncmp(mine, "pipe:[", 6) ? mine : "yes");
    printf("the same in parent and child, at both ends: %s\n",
           strcmp(mine, theirs) ? "no" : "yes");
    close(ends[0]);
    close(ends[1]);
}

/* A stranger knows the name, and nothing else. */
static void write_to_name(const int *unused)
{
    char name[64];
    int fd = open(NAME, O_WRONLY);

    (void)unused;
    if (fd < 0 || write(fd, "hello", 5) != 5)
        err(1, NAME);
    name_of(fd, name, sizeof(name));
    printf("the writer's end is called %s\n", name);
}

static void strangers(void)
{
    struct stat status;
    char name[64], text[6] = "";

    unlink(NAME);
    if (mkfifo(NAME, 0620) || stat(NAME, &status))
        err(1, NAME);
    printf("a FIFO has a name and permissions: %s %03o, a FIFO: %s\n", NAME,
           status.st_mode & 0777, S_ISFIFO(status.st_mode) ? "yes" : "no");
    int early = open(NAME, O_WRONLY | O_NONBLOCK);
    printf("opening it to write, when nobody reads: %s\n",
           early < 0 ? strerror(errno) : "works");
    pid_t writer = in_child(write_to_name, NULL);
    int fd = open(NAME, O_RDONLY); /* waits for the writer */
    if (fd < 0)
        err(1, NAME);
    name_of(fd, name, sizeof(name));
    end_child(writer);
    if (read(fd, text, 5) != 5)
        err(1, "read");
    printf("the reader's end is called %s; it reads \"%s\", then %s\n", name,
           text, read(fd, text, 1) == 0 ? "the end" : "more");
    close(fd);
    printf("all ends are closed; the name is %s\n",
           access(NAME, F_OK) ? "gone" : "still there");
    unlink(NAME);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    umask(0);
    kin();
    strangers();
    return 0;
}
