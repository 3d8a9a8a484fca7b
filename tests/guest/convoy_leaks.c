/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Makes and ends things by the thousand, and kills trees of
 * processes at random points; then frames and heap are what they were.
 *
 * Arguments: [COUNT [TREES [SEED]]]; `lost frames N objects N` for each kind.
 */
#define _GNU_SOURCE
#include "books.h"
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define WARM 40 /* rounds before the books are read */
#define DEPTH 3
#define WAIT_US 6000 /* a tree is killed within this time */

static void make_process(void)
{
    char *argv[] = {"/bin/convoy_leaks", "child", NULL};
    char *none[] = {NULL};
    pid_t pid = fork();

    if (pid == 0) {
        execve(argv[0], argv, none);
        _exit(1);
    }
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
}

static void *nothing(void *argument)
{
    return argument;
}

static void make_thread(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, nothing, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
}

static void make_pipe(void)
{
    static char bytes[3 * PAGE];
    int ends[2];

    CHECK_EQ(pipe(ends), 0);
    CHECK_EQ(write(ends[1], bytes, sizeof bytes), sizeof bytes);
    close(ends[0]);
    close(ends[1]);
}

static void make_sockets(void)
{
    int pair[2];

    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    CHECK_EQ(write(pair[0], "stream", 6), 6);
    close(pair[0]);
    close(pair[1]);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
    CHECK_EQ(write(pair[0], "datagram", 8), 8);
    close(pair[1]);
    close(pair[0]);
}

static void make_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int epoll = epoll_create1(0), outer = epoll_create1(0),
        count = eventfd(1, 0);

    CHECK_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, count, &event), 0);
    CHECK_EQ(epoll_ctl(outer, EPOLL_CTL_ADD, epoll, &event), 0);
    CHECK_EQ(epoll_wait(outer, &event, 1, 0), 1);
    close(count);
    close(epoll);
    close(outer);
}

static void make_mapping(void)
{
    char *p = pages(8);

    p[0] = p[5 * PAGE] = 1;
    mprotect(p + PAGE, PAGE, PROT_READ);
    munmap(p + 2 * PAGE, PAGE);
    munmap(p, 8 * PAGE);
    p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
             -1, 0);
    p[PAGE] = 1;
    munmap(p, 4 * PAGE);
}

static void make_file(void)
{
    int fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);

    CHECK_EQ(pwrite(fd, "x", 1, 5 * PAGE), 1);
    char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    p[0] = 1;
    munmap(p, PAGE);
    link("/tmp/file", "/tmp/other");
    mkdir("/tmp/directory", 0700);
    rename("/tmp/other", "/tmp/directory/other");
    symlink("/tmp/file", "/tmp/link");
    unlink("/tmp/file");
    unlink("/tmp/link");
    unlink("/tmp/directory/other");
    CHECK_EQ(rmdir("/tmp/directory"), 0);
    close(fd);
}

static void make_fifo(void)
{
    CHECK_EQ(mkfifo("/tmp/fifo", 0600), 0);
    int fd = open("/tmp/fifo", O_RDWR);
    CHECK_EQ(write(fd, "fifo", 4), 4);
    unlink("/tmp/fifo");
    close(fd);
}

static void make_signal(void)
{
    union sigval value = {.sival_int = 7};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 3; i++)
        CHECK_EQ(sigqueue(getpid(), SIGRTMIN, value), 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQ(sigwaitinfo(&set, NULL), SIGRTMIN);
}

static const struct {
    const char *name;
    void (*make)(void);
} kinds[] = {
    {"processes", make_process}, {"threads", make_thread},
    {"pipes", make_pipe},        {"sockets", make_sockets},
    {"epolls", make_epoll},      {"mappings", make_mapping},
    {"files", make_file},        {"fifos", make_fifo},
    {"signals", make_signal},
};

/* ---- trees ---- */

static uint64_t state;

static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void *busy_thread(void *argument)
{
    for (;;)
        kinds[1 + draw() % 6].make();
    return argument;
}

/* A process of a tree: has children, a thread, and makes all sorts of things. */
static void tree(int depth)
{
    pthread_t thread;

    for (int i = 0; i < 2 && depth; i++) {
        if (fork() == 0) { /* which has its own children */
            depth--;
            i = -1;
        }
    }
    state ^= (uint64_t)getpid() * 0x9e3779b97f4a7c15ul;
    chdir("/tmp");
    if (draw() % 2)
        setsid();
    pthread_create(&thread, NULL, busy_thread, NULL);
    for (;;) {
        kinds[draw() % 6].make();
        sched_yield();
    }
}

static void kill_tree(void)
{
    uint64_t start = draw();
    pid_t pid = fork();

    if (pid == 0) {
        state = start | 1;
        close(1);
        tree(DEPTH);
    }
    usleep((unsigned)(draw() % WAIT_US));
    do
        kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0);
    unlink("/tmp/file");
    unlink("/tmp/other");
    unlink("/tmp/link");
    unlink("/tmp/fifo");
    unlink("/tmp/directory/other");
    rmdir("/tmp/directory");
}

static void repeat(const char *name, void (*make)(void), long count)
{
    for (int i = 0; i < WARM; i++)
        make();
    struct books before = books_read();
    for (long i = 0; i < count; i++)
        make();
    dprintf(1, "%ld %s: ", count, name);
    books_compare(before, books_read());
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "child"))
        return 0;
    refuse_shared_machine();
    long count = argument(argc, argv, 1, 1000);
    long trees = argument(argc, argv, 2, 50);
    state = (uint64_t)argument(argc, argv, 3, 1) * 0x2545f4914f6cdd1dul | 1;
    books_warm_up();
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        repeat(kinds[i].name, kinds[i].make, count);
    if (trees)
        repeat("trees", kill_tree, trees);
    return check_status();
}
