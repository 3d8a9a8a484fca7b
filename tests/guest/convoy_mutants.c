/* SPDX-License-Identifier: MIT
 *
 * Damaged programs: files with wrong headers, sizes, offsets and contents, made
 * from real ones, are run one after the other. Whatever comes of it, the caller
 * gets a legal error or a child that ends, and the machine has lost nothing.
 *
 *     convoy_mutants COUNT FIRST PROGRAM ...
 *
 * Mutant N is the same in every run. Of PROGRAMs each has its turn; one called
 * .../linker is damaged at the place where the others look for it, and run by the
 * program before it. Children run as nobody, and are killed if they do not end.
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <elf.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define USER 51966
#define MUTANT "/tmp/mutant"
#define PROGRAMS 8
#define PATIENCE_NS 4000000 /* for a child that runs, of virtual time */
#define SETTLED 40          /* mutants before memory is looked at */

static struct program {
    const char *path;
    char *data;
    size_t size;
} programs[PROGRAMS];
static int program_count;
static char *damaged; /* room for the largest; always the same pages */
static size_t damaged_size;

static struct {
    long refused, ended, killed, stopped;
} results;

/* ---- numbers ---- */

static uint64_t state;

static uint64_t noise(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* Numbers at which loaders go wrong are likelier than others. */
static uint64_t nasty(size_t size)
{
    const uint64_t edges[] = {0,
                              1,
                              56,
                              64,
                              4095,
                              4096,
                              size,
                              0x10000,
                              0x400000,
                              0x555555554000,
                              0x7fffffff,
                              0x7ffff7fff000,
                              0x7ffffffff000,
                              0x800000000000,
                              0xffff800000000000,
                              1ul << 63,
                              UINT64_MAX};
    uint64_t edge = edges[noise() % (sizeof edges / sizeof edges[0])];

    switch (noise() % 4) {
    case 0:
        return noise() >> noise() % 64;
    case 1:
        return edge - noise() % 3 * 4096;
    case 2:
        return edge + noise() % 3 - 1;
    default:
        return edge;
    }
}

/* ---- damage ---- */

static void put(char *data, size_t size, size_t at, uint64_t value,
                size_t bytes)
{
    if (at <= size && bytes <= size - at)
        memcpy(data + at, &value, bytes);
}

/* Where program header `i` is, of a header that may be damaged already. */
static size_t phdr_at(const char *data, unsigned i)
{
    const Elf64_Ehdr *header = (const void *)data;

    return header->e_phoff + i * sizeof(Elf64_Phdr);
}

static void damage_header(char *data, size_t size)
{
    static const struct {
        unsigned char at, bytes;
    } fields[] = {{4, 1},  {5, 1},  {6, 1},  {16, 2}, {18, 2}, {20, 4},
                  {24, 8}, {32, 8}, {40, 8}, {52, 2}, {54, 2}, {56, 2}};
    unsigned i = noise() % (sizeof fields / sizeof fields[0]);

    put(data, size, fields[i].at, nasty(size), fields[i].bytes);
}

static void damage_segment(char *data, size_t size)
{
    static const unsigned char sizes[] = {4, 4, 8, 8, 8, 8, 8, 8};
    static const unsigned char places[] = {0, 4, 8, 16, 24, 32, 40, 48};
    unsigned i = noise() % 12, field = noise() % sizeof places;
    uint64_t value = field < 2 ? noise() % 8 : nasty(size);

    put(data, size, phdr_at(data, i) + places[field], value, sizes[field]);
}

/* One segment becomes another one's double. */
static void double_segment(char *data, size_t size)
{
    size_t from = phdr_at(data, noise() % 12), to = phdr_at(data, noise() % 12);
    const size_t bytes = sizeof(Elf64_Phdr);

    if (from <= size - bytes && to <= size - bytes)
        memmove(data + to, data + from, bytes);
}

/* A byte of the first page, or anywhere. */
static void damage_bytes(char *data, size_t size)
{
    size_t within = noise() % 2 ? size : 4096;

    for (uint64_t count = 1 + noise() % 16; count > 0; count--)
        put(data, size, noise() % within, noise(), 1);
}

/* Words that look like what a dynamic linker reads. */
static void damage_words(char *data, size_t size)
{
    for (uint64_t count = 1 + noise() % 4; count > 0; count--)
        put(data, size, noise() % size & ~7ul, nasty(size), 8);
}

/* The new size of the file. */
static size_t damage(char *data, size_t size)
{
    for (uint64_t count = 1 + noise() % 3; count > 0; count--)
        switch (noise() % 8) {
        case 0:
            damage_header(data, size);
            break;
        case 1:
        case 2:
        case 3:
            damage_segment(data, size);
            break;
        case 4:
            double_segment(data, size);
            break;
        case 5:
            damage_bytes(data, size);
            break;
        case 6:
            damage_words(data, size);
            break;
        default:
            if (noise() % 4 == 0)
                return noise() % size;
        }
    return size;
}

/* ---- running ---- */

static void limit(int resource, rlim_t value)
{
    setrlimit(resource, &(struct rlimit){value, value});
}

/* Nothing that it does is anybody else's trouble. `report` gets why it cannot be
 * run. */
static void run_as_nobody(const char *path, int report)
{
    char *argv[] = {(char *)path, "argument", NULL}, *envp[] = {"A=b", NULL};
    int null = open("/dev/null", O_RDWR);

    for (int fd = 0; fd <= 2; fd++)
        dup2(null, fd);
    limit(RLIMIT_NPROC, 4);
    limit(RLIMIT_FSIZE, 1 << 16);
    limit(RLIMIT_AS, 64 << 20);
    if (setsid() < 0 || setresgid(USER, USER, USER) ||
        setresuid(USER, USER, USER))
        _exit(1);
    execve(path, argv, envp);
    write(report, &errno, sizeof errno);
    _exit(0);
}

static int is_legal(int error)
{
    static const int legal[] = {ENOEXEC, ELIBBAD,      ENOMEM, EIO,    ENOENT,
                                EACCES,  ENAMETOOLONG, EISDIR, ENOTDIR};

    for (size_t i = 0; i < sizeof legal / sizeof legal[0]; i++)
        if (legal[i] == error)
            return 1;
    return 0;
}

/* Wait for `child` until patience ends; its status, and whoever it has left. */
static int finish(pid_t child)
{
    struct timespec patience = {0, PATIENCE_NS};
    int status = 0;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    while (waitpid(child, &status, WNOHANG) == 0)
        if (sigtimedwait(&set, NULL, &patience) < 0) {
            kill(child, SIGKILL);
            results.stopped++;
        }
    kill(-child, SIGKILL);
    while (waitpid(-child, NULL, 0) > 0)
        ;
    return status;
}

static void run(long number, const char *path)
{
    int fds[2], error = 0;

    CHECK_EQ(pipe2(fds, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child < 0)
        check_die("no child");
    if (child == 0)
        run_as_nobody(path, fds[1]);
    close(fds[1]);
    int status = finish(child);
    if (read(fds[0], &error, sizeof error) > 0) {
        if (!is_legal(error))
            dprintf(1, "FAIL mutant %ld: errno %d\n", number, error);
        results.refused++;
    } else if (WIFSIGNALED(status)) {
        results.killed++;
    } else {
        results.ended++;
    }
    close(fds[0]);
}

/* ---- the files ---- */

static void read_program(const char *path)
{
    struct program *program = &programs[program_count++];
    struct stat stat;
    int fd = open(path, O_RDONLY);

    if (fd < 0 || fstat(fd, &stat))
        check_die(path);
    program->path = path;
    program->size = (size_t)stat.st_size;
    program->data = malloc(program->size);
    CHECK_EQ(read(fd, program->data, program->size), program->size);
    close(fd);
    if (program->size > damaged_size)
        damaged_size = program->size;
}

static void write_file(const char *path, const char *data, size_t size)
{
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);

    CHECK_EQ(write(fd, data, size), size);
    CHECK_EQ(close(fd), 0);
}

static void mutant(long number)
{
    const struct program *program = &programs[number % program_count];
    const char *name = strrchr(program->path, '/');
    int linker = name && !strcmp(name, "/linker");

    state = (uint64_t)number * 0x9e3779b97f4a7c15 + 1;
    for (int i = 0; i < 4; i++)
        noise();
    memcpy(damaged, program->data, program->size);
    size_t size = damage(damaged, program->size);
    write_file(linker ? program->path : MUTANT, damaged, size);
    run(number, linker ? program[-1].path : MUTANT);
    if (linker)
        write_file(program->path, program->data, program->size);
    else
        unlink(MUTANT);
}

int main(int argc, char **argv)
{
    struct in_use before = {0};
    sigset_t set;

    if (getpid() != 1 || argc < 4 || argc > 3 + PROGRAMS)
        check_die("convoy_mutants COUNT FIRST PROGRAM ..., as pid 1");
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 3; i < argc; i++)
        read_program(argv[i]);
    damaged = malloc(damaged_size);
    memset(damaged, 1, damaged_size);
    long count = atol(argv[1]), first = atol(argv[2]);
    for (long i = 0; i < count; i++) {
        if (i == SETTLED)
            before = in_use_now();
        mutant(first + i);
    }
    dprintf(1, "mutants=%ld refused=%ld ended=%ld killed=%ld stopped=%ld\n",
            count, results.refused, results.ended, results.killed,
            results.stopped);
    in_use_check(before);
    return check_status();
}
