/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. The system call fuzzer: calls of kernel/syscall.def, and some of
 * other numbers, with arguments drawn by a seeded generator (convoy_fuzz/values.c),
 * from several threads of several processes at once, while other threads change
 * the memory that they pass and send signals to who blocks. The kernel must
 * survive, show nothing of itself, and have what it had before.
 *
 * The run is made of rounds. In each, workers make ROUND_CALLS calls and are then
 * killed with all that came of them; pid 1 reaps, removes their files, and starts
 * the next round. Half of the workers are root, which reaches more calls; the
 * others are nobody, who may try everything.
 *
 * Arguments: [CALLS [SEED]]; prints what was reached, and `name=number`s.
 */
#define _GNU_SOURCE
#include "books.h"
#include "convoy_fuzz/fuzz.h"
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUND_CALLS 4000
#define WORKERS 2
#define CALLERS 2 /* threads of a worker that call; two more disturb them */
#define CHILD_CALLS 12
#define MEND_CALLS 32
#define STALLED_MS 24 /* a round in which nothing moves so long is over */
#define NOBODY 65534
#define AREA "/tmp/fuzz"

struct shared *shared;
static uint64_t seed;

/* ---- one caller ---- */

/* A system call. Who comes back from it on another stack is a new thread, and
 * ends at once. */
static long call_kernel(long nr, const long a[ARGUMENTS])
{
    register long r10 __asm__("r10") = a[3];
    register long r8 __asm__("r8") = a[4];
    register long r9 __asm__("r9") = a[5];
    long ret;

    __asm__ volatile("mov %%rsp, %%r12\n\t"
                     "syscall\n\t"
                     "cmp %%rsp, %%r12\n\t"
                     "je 1f\n\t"
                     "mov $60, %%eax\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(ret)
                     : "a"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10),
                       "r"(r8), "r"(r9)
                     : "rcx", "r11", "r12", "memory");
    return ret;
}

static void count(int index, long result)
{
    __atomic_fetch_add(&shared->made[index], 1, __ATOMIC_RELAXED);
    if (result >= 0 || result < -133)
        __atomic_fetch_add(&shared->good[index], 1, __ATOMIC_RELAXED);
    else
        __atomic_fetch_add(&shared->errors[index][-result], 1,
                           __ATOMIC_RELAXED);
}

/* Calls that are rightly the last one of who makes them. */
static bool ends_caller(long nr)
{
    return nr == SYS_exit || nr == SYS_exit_group || nr == SYS_rt_sigreturn;
}

static bool makes_process(long nr)
{
    return nr == SYS_fork || nr == SYS_vfork || nr == SYS_clone ||
           nr == SYS_clone3;
}

static void call_unknown(struct caller *caller)
{
    long a[ARGUMENTS],
        nr = (long)(draw(caller) % 4 ? draw(caller) % 1000 : draw(caller));

    for (int i = 0; i < calls_count; i++)
        if (calls[i].number == nr)
            return;
    for (int i = 0; i < ARGUMENTS; i++)
        a[i] = (long)draw(caller);
    call_kernel(nr, a);
    __atomic_fetch_add(&shared->unknown, 1, __ATOMIC_RELAXED);
}

static void child_life(struct caller *caller);

static void call_one(struct caller *caller, bool child)
{
    int index = (int)(draw(caller) % (uint64_t)calls_count);
    const struct call *call = &calls[index];
    long a[ARGUMENTS], nr = call->number;

    if (draw(caller) % 64 == 0) {
        call_unknown(caller);
        return;
    }
    if ((ends_caller(nr) || makes_process(nr)) && draw(caller) % 16)
        return;
    if (child && (makes_process(nr) || nr == SYS_execve))
        return;
    values_draw(caller, call, a);
    values_tame(caller, nr, a);
    if (nr == SYS_execve) /* its caller would be gone */
        a[0] = (long)NON_CANONICAL;
    if (ends_caller(nr))
        count(index, 0);
    __atomic_fetch_add(&shared->done, 1, __ATOMIC_SEQ_CST);
    long result = call_kernel(nr, a);
    if (makes_process(nr) && result == 0)
        child_life(caller);
    count(index, result);
    values_check(caller, call->name);
}

/* A child that was forked: a few calls, then a program, or the end. After vfork
 * its memory is its parent's. */
static void child_life(struct caller *caller)
{
    long path = (long)"/bin/convoy_fuzz";
    long argv[] = {path, (long)"child", 0};
    long a[ARGUMENTS] = {path, (long)argv, (long)(argv + 2)};

    for (int i = 0; i < CHILD_CALLS; i++)
        call_one(caller, true);
    if (draw(caller) % 2) {
        for (int i = 0; i < calls_count; i++)
            if (calls[i].number == SYS_execve)
                count(i, call_kernel(SYS_execve, a));
    }
    a[0] = 0;
    call_kernel(SYS_exit_group, a);
}

static bool round_over(void)
{
    return __atomic_load_n(&shared->done, __ATOMIC_SEQ_CST) >= shared->wanted;
}

static void nothing(int signal)
{
    (void)signal;
}

static void map(void *start, unsigned long count)
{
    if (mmap(start, count * PAGE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != start)
        _exit(1);
}

/* What a caller needs to go on, however its last calls went. */
static void mend(struct caller *caller)
{
    struct sigaction action = {.sa_handler = nothing};
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    mprotect(caller->arena, (ARENA_PAGES - 1) * PAGE, PROT_READ | PROT_WRITE);
    if (draw(caller) % 4 == 0)
        map(PLAYGROUND, PLAYGROUND_PAGES);
}

static void *calls_loop(void *argument)
{
    struct caller *caller = argument;

    for (int i = 0; !round_over(); i++) {
        if (i % MEND_CALLS == 0)
            mend(caller);
        call_one(caller, false);
    }
    return NULL;
}

/* ---- a worker: its callers, and who disturbs them ---- */

static struct caller callers[CALLERS];

/* Change what the callers pass while the kernel reads it. */
static void *spoil_loop(void *argument)
{
    struct caller *own = argument;

    while (!round_over()) {
        struct caller *caller = &callers[draw(own) % CALLERS];
        uint64_t at = draw(own) % ((ARENA_PAGES - 1) * PAGE / 8);
        uint64_t page = draw(own) % PLAYGROUND_PAGES;

        caller->arena[at / 512 * 512 + at % 16] = draw(own) % 32;
        if (draw(own) % 4 == 0)
            mprotect(PLAYGROUND + page * PAGE, PAGE, (int)(draw(own) % 4));
        if (draw(own) % 16 == 0)
            munmap(PLAYGROUND + page * PAGE, PAGE);
        if (draw(own) % 2)
            burn((long)(draw(own) % 400) + 1);
        else
            usleep((unsigned)(draw(own) % 20));
    }
    return NULL;
}

/* Nobody blocks for ever: signals to all threads of this process. */
static void signal_loop(struct caller *own)
{
    int self = (int)syscall(SYS_gettid);

    while (!round_over()) {
        usleep(200 + (unsigned)(draw(own) % 2000));
        for (int tid = self + 1; tid < self + 5; tid++)
            syscall(SYS_tgkill, getpid(), tid, SIGUSR1);
    }
}

static void arena_make(struct caller *caller, uint64_t state, bool root)
{
    caller->arena = pages(ARENA_PAGES);
    caller->before = pages(ARENA_PAGES);
    mprotect((char *)caller->arena + (ARENA_PAGES - 1) * PAGE, PAGE, PROT_NONE);
    caller->state = state | 1;
    caller->root = root;
}

/* Something of each kind in the descriptors 0 ... 15, and names for it. */
static void make_things(void)
{
    struct rlimit memory = {48 << 20, 48 << 20}, files = {HIGHEST_FD, 256};
    struct rlimit size = {1 << 20, 1 << 20};
    int pair[2];

    close(0);
    close(1);
    close(2);
    for (int i = 0; i < 2; i++)
        open("/dev/zero", O_RDWR);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    pipe(pair);
    eventfd(0, 0);
    epoll_create1(0);
    mkdir("d", 0777);
    symlink("d", "l");
    mkfifo("fifo", 0666);
    open("a", O_RDWR | O_CREAT, 0666);
    open("d", O_RDONLY | O_DIRECTORY);
    open("fifo", O_RDWR | O_NONBLOCK);
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_NOFILE, &files);
    setrlimit(RLIMIT_FSIZE, &size);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

/* Worker `index` of a round: never returns. */
static void worker(uint64_t state, int index)
{
    static char name[] = AREA "/0";
    static struct caller spoiler, signaller;
    pthread_t thread;
    bool root = index % 2 == 0;

    name[sizeof name - 2] = (char)('0' + index);
    mkdir(AREA, 0777);
    mkdir(name, 0777);
    chown(name, root ? 0 : NOBODY, root ? 0 : NOBODY);
    setsid();
    if (chdir(name))
        _exit(1);
    if (!root && (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)))
        _exit(1);
    make_things();
    map(PLAYGROUND, PLAYGROUND_PAGES);
    for (int i = 0; i < CALLERS; i++)
        arena_make(&callers[i], state * (uint64_t)(2 * i + 3), root);
    arena_make(&spoiler, state * 97, root);
    arena_make(&signaller, state * 101, root);
    for (int i = 0; i < CALLERS; i++)
        pthread_create(&thread, NULL, calls_loop, &callers[i]);
    pthread_create(&thread, NULL, spoil_loop, &spoiler);
    signal_loop(&signaller);
    _exit(0);
}

/* ---- pid 1 ---- */

static void remove_tree(int directory, const char *name)
{
    if (unlinkat(directory, name, 0) == 0)
        return;
    if (unlinkat(directory, name, AT_REMOVEDIR) == 0)
        return;
    int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (fd < 0)
        return;
    DIR *entries = fdopendir(fd);
    for (struct dirent *entry; (entry = readdir(entries));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            remove_tree(fd, entry->d_name);
    closedir(entries);
    unlinkat(directory, name, AT_REMOVEDIR);
}

/* Everybody but pid 1 is killed until there is nobody left. */
static void end_all(void)
{
    do
        kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR);
}

static void start_worker(uint64_t round, int index)
{
    pid_t pid;

    uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15ul + round * 1000003 +
                     (uint64_t)index * 7919;

    while ((pid = fork()) < 0) { /* not while the others have all memory */
        if (errno != ENOMEM && errno != EAGAIN)
            check_die("fork");
        if (index < WORKERS)
            check_die("no memory is left though all have ended");
        sleep_ms(1);
    }
    if (pid == 0)
        worker(state | 1, index);
}

/* Until the round's calls are made; who died has a successor. */
static void round_run(uint64_t round)
{
    long before = -1;
    int next = WORKERS;

    for (int i = 0; i < WORKERS; i++)
        start_worker(round, i);
    for (int still = 0; !round_over() && still < STALLED_MS;) {
        sleep_ms(4);
        while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
            if (next < 10)
                start_worker(round, next++);
        long now = __atomic_load_n(&shared->done, __ATOMIC_SEQ_CST);
        still = now == before ? still + 4 : 0;
        before = now;
    }
    end_all();
    remove_tree(AT_FDCWD, AREA);
}

/* Who took the objects in use: on the console. */
static void books_list(bool wanted)
{
    int fd = wanted ? open("/dev/checks", O_WRONLY) : -1;

    if (fd >= 0)
        write(fd, "list", 4);
    close(fd);
}

static void print_table(void)
{
    for (int i = 0; i < calls_count; i++) {
        dprintf(1, "%-18s %8ld calls, %8ld good", calls[i].name,
                shared->made[i], shared->good[i]);
        for (int error = 0; error < 134; error++)
            if (shared->errors[i][error])
                dprintf(1, " %d:%ld", error, shared->errors[i][error]);
        dprintf(1, "\n");
    }
}

static int missed(void)
{
    int count = 0;

    for (int i = 0; i < calls_count; i++) {
        if (shared->made[i])
            continue;
        dprintf(1, "never made: %s\n", calls[i].name);
        count++;
    }
    return count;
}

/* What `execve` of a child starts: a program that calls a little. */
static int child_program(void)
{
    struct caller caller;

    arena_make(&caller, (uint64_t)getpid() * 1234567, false);
    calls_init();
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < CHILD_CALLS; i++)
        call_one(&caller, true);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "child"))
        return child_program();
    refuse_shared_machine();
    long budget = argument(argc, argv, 1, 20000);
    seed = (uint64_t)argument(argc, argv, 2, 1);
    bool table = argc > 3;
    calls_init();
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(shared, 0, sizeof *shared);
    books_warm_up();
    struct books before = {0, 0};
    long rounds = 0;
    for (; rounds < 2 || shared->done < budget; rounds++) {
        if (rounds == 1) {
            before = books_read();
            books_list(table);
        }
        shared->wanted = shared->done + ROUND_CALLS;
        round_run((uint64_t)rounds);
    }
    struct books after = books_read();
    books_list(table);
    if (table)
        print_table();
    if (shared->leaks)
        dprintf(1, "leak: %s\n", shared->leak);
    dprintf(1, "made=%ld rounds=%ld unknown=%ld missed=%d leaks=%ld\n",
            shared->done, rounds, shared->unknown, missed(), shared->leaks);
    books_compare(before, after);
    return 0;
}
