/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Processes that take without end, while pid 1 looks on: it goes
 * on, can end them all, and has afterwards what it had.
 *
 * Arguments: one of the names in `bombs`.
 */
#define _GNU_SOURCE
#include "books.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define NOBODY 65534
#define LIMIT 12
#define BOMB_MS 60       /* it goes on for this long */
#define PATIENCE_MS 1000 /* until something must have been refused */
#define MIB (1024 * 1024ul)
#define PROGRAM "/bin/convoy_bomb"
#define DEEP 3000    /* directories: far beyond PATH_MAX */
#define RECURSIONS 6 /* processes: their stacks are all of the memory */
#define STRING_MAX (32 * PAGE) /* of an argument: execve(2) */
#define STRINGS_TOO_MANY 17    /* more than a quarter of RLIMIT_STACK */
#define REPEATS 4
#define STACK_FRAMES 4 /* of a kernel stack */
#define FILE_PART (MIB / 4)

static long *refusals; /* shared with all of them */

static void refused(void)
{
    CHECK(errno == EAGAIN || errno == ENOMEM || errno == EMFILE ||
          errno == ENFILE || errno == ENOSPC);
    __atomic_add_fetch(refusals, 1, __ATOMIC_SEQ_CST);
    sched_yield();
}

/* Every process forks for ever. */
static void forks(void)
{
    for (;;)
        if (fork() < 0)
            refused();
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

/* Threads without end, each of which does `run`. */
static void crowd(void *(*run)(void *))
{
    pthread_attr_t small;
    pthread_t thread;

    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 4 * PAGE);
    for (;;)
        if ((errno = pthread_create(&thread, &small, run, NULL)))
            refused();
}

static void *rest(void *argument)
{
    for (;;)
        pause();
    return argument;
}

static void threads(void)
{
    crowd(rest);
}

/* A thread that forks; each child is a crowd of such threads. */
static void *fork_crowd(void *argument)
{
    for (;;) {
        pid_t pid = fork();
        if (pid == 0)
            crowd(fork_crowd);
        if (pid < 0)
            refused();
    }
    return argument;
}

static void crowds(void)
{
    crowd(fork_crowd);
}

/* All descriptors of all processes that there can be. */
static void descriptors(void)
{
    for (;;) {
        while (open("/dev/null", O_RDONLY) >= 0)
            continue;
        refused();
        if (fork() == 0)
            syscall(SYS_close_range, 0, ~0u, 0);
    }
}

/* Full pipes, in all processes that there can be. */
static void pipes(void)
{
    static char bytes[16 * PAGE];
    int ends[2];

    for (;;) {
        while (pipe2(ends, O_NONBLOCK) == 0)
            if (write(ends[1], bytes, sizeof bytes) < 0)
                break;
        refused();
        if (fork() == 0)
            syscall(SYS_close_range, 0, ~0u, 0);
    }
}

/* Stacks that grow without end, all at once. */
static volatile long end_of_recursion = -1;

static long recurse(long depth)
{
    volatile char part[PAGE];

    part[0] = (char)depth;
    return depth == end_of_recursion ? 0 : recurse(depth + 1) + part[0];
}

static void recursion(void)
{
    int status;

    for (int i = 0; i < RECURSIONS; i++)
        if (fork() == 0)
            _exit((int)recurse(0));
    for (int i = 0; i < RECURSIONS; i++) {
        CHECK(wait(&status) > 0);
        CHECK(WIFSIGNALED(status));
    }
    ++*refusals;
}

/* ---- what names can do ---- */

/* A working directory that has no path. */
static void directories(void)
{
    char path[PAGE];
    int fd;

    CHECK_EQ(chdir("/tmp"), 0);
    for (int i = 0; i < DEEP; i++) {
        CHECK_EQ(mkdir("deep", 0700), 0);
        CHECK_EQ(chdir("deep"), 0);
    }
    CHECK((fd = open("file", O_RDWR | O_CREAT, 0600)) >= 0);
    close(fd);
    CHECK_ERR(syscall(SYS_getcwd, path, sizeof path), ENAMETOOLONG);
    CHECK_ERR(readlink("/proc/self/cwd", path, sizeof path), ENAMETOOLONG);
    CHECK_EQ(unlink("file"), 0);
    for (int i = 0; i < DEEP; i++) {
        CHECK_EQ(chdir(".."), 0);
        CHECK_EQ(rmdir("deep"), 0);
    }
    ++*refusals;
}

/* Links in a ring, and some that name each other twice. */
static void links(void)
{
    char name[8], target[32];

    CHECK_EQ(chdir("/tmp"), 0);
    CHECK_EQ(symlink("b", "a"), 0);
    CHECK_EQ(symlink("a", "b"), 0);
    CHECK_EQ(symlink(".", "l0"), 0);
    for (int i = 1; i < 32; i++) {
        snprintf(name, sizeof name, "l%d", i);
        snprintf(target, sizeof target, "l%d/l%d", i - 1, i - 1);
        CHECK_EQ(symlink(target, name), 0);
    }
    CHECK_ERR(open("a", O_RDONLY), ELOOP);
    CHECK_ERR(open("l31", O_RDONLY), ELOOP);
    CHECK_EQ(access("l4", F_OK), 0); /* 31 links */
    CHECK_ERR(access("l5", F_OK), ELOOP);
    unlink("a");
    unlink("b");
    for (int i = 0; i < 32; i++) {
        snprintf(name, sizeof name, "l%d", i);
        CHECK_EQ(unlink(name), 0);
    }
    ++*refusals;
}

/* A program with `count` strings, each as long as it may be: its status. */
static int run_with(int count)
{
    static char string[STRING_MAX];
    char *argv[STRINGS_TOO_MANY + 3] = {PROGRAM, "end"};
    char *none[] = {NULL};
    int status;

    memset(string, 'x', sizeof string - 1);
    for (int i = 0; i < count; i++)
        argv[2 + i] = string;
    pid_t pid = fork();
    if (pid == 0) {
        execve(PROGRAM, argv, none);
        _exit(errno);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status);
}

static void arguments(void)
{
    CHECK_EQ(run_with(STRINGS_TOO_MANY - 2), 0);
    CHECK_EQ(run_with(STRINGS_TOO_MANY), E2BIG);
    ++*refusals;
}

/* Files take all that they can; then there is still enough to remove them. */
static void files(void)
{
    char name[16];
    int made = 0, fd = open("/tmp/full", O_RDWR | O_CREAT, 0600);
    off_t end = 0;

    CHECK_ERR(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 64 * (off_t)MIB), ENOSPC);
    while (fallocate(fd, FALLOC_FL_KEEP_SIZE, end, FILE_PART) == 0)
        end += FILE_PART;
    CHECK_EQ(errno, ENOSPC);
    close(fd);
    do
        snprintf(name, sizeof name, "/tmp/%d", made);
    while (mknod(name, S_IFREG | 0600, 0) == 0 && ++made);
    CHECK_EQ(errno, ENOSPC);
    CHECK_EQ(run_with(0), 0);
    CHECK((fd = open("/tmp", O_RDONLY | O_DIRECTORY)) >= 0);
    CHECK_EQ(unlinkat(fd, "full", 0), 0);
    while (made-- > 0) {
        snprintf(name, sizeof name, "/tmp/%d", made);
        CHECK_EQ(unlink(name), 0);
    }
    ++*refusals;
}

static const struct {
    const char *name;
    void (*run)(void);
} bombs[] = {
    {"forks", forks},
    {"limited", limited},
    {"memory", memory},
    {"threads", threads},
    {"crowds", crowds},
    {"descriptors", descriptors},
    {"pipes", pipes},
    {"recursion", recursion},
    {"directories", directories},
    {"links", links},
    {"arguments", arguments},
    {"files", files},
};

static void bomb(void (*run)(void))
{
    pid_t pid = fork();

    CHECK(pid >= 0);
    if (pid == 0) {
        run();
        _exit(check_status());
    }
    for (int i = 0; i < BOMB_MS || (*refusals == 0 && i < PATIENCE_MS); i++)
        sleep_ms(1); /* pid 1 has its turn */
    do
        kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0);
    CHECK(*refusals > 0);
}

/* Kernel stacks are kept for the next LWPs, so the first bombs may leave some
 * more; what is lost is lost every time. */
static void repeat(const char *what, void (*run)(void))
{
    struct books before, after;

    bomb(run);
    for (int i = 0; i < REPEATS; i++) {
        before = books_read();
        *refusals = 0;
        bomb(run);
        after = books_read();
        if (before.frames - after.frames <= STACK_FRAMES)
            break;
    }
    books_compare(before, after);
    ok(what);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "forks";

    if (!strcmp(what, "end"))
        return 0;
    refuse_shared_machine();
    books_warm_up();
    refusals = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < sizeof bombs / sizeof *bombs; i++)
        if (!strcmp(what, bombs[i].name))
            repeat(what, bombs[i].run);
    return check_status();
}
