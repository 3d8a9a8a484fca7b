/* SPDX-License-Identifier: MIT
 *
 * What may be run and by which name: execveat(2), files that are written while
 * they are run, scripts to the letter, the auxiliary vector, programs that run as
 * their owner, who may run what, arguments and RLIMIT_STACK, and threads that all
 * run programs at once.
 */
#define _GNU_SOURCE
#include "place.h"
#include <elf.h>
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define USER 51966 /* owns nothing on this machine */
#define KIB 1024
#define FLAG_EMPTY 0x1000   /* AT_EMPTY_PATH */
#define FLAG_NOFOLLOW 0x100 /* AT_SYMLINK_NOFOLLOW */

static char self[1024];
static char *no_env[] = {NULL};

/* ---- the new program: main(argc > 1) comes here ---- */

/* Behind "expect" come pairs of equal strings. */
static int expect(int argc, char **argv)
{
    for (int i = 2; i + 1 < argc; i += 2)
        CHECK(!strcmp(argv[i], argv[i + 1]));
    CHECK_EQ(argc % 2, 0);
    return check_status();
}

/* A script has run it: what arrived. */
static int show(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        dprintf(1, "<%s>", argv[i]);
    dprintf(1, "\n");
    return 0;
}

static int look_at_auxv(const char *name)
{
    const Elf64_Phdr *phdr = (void *)getauxval(AT_PHDR);

    CHECK_EQ(getauxval(AT_PAGESZ), 4096);
    CHECK_EQ(getauxval(AT_CLKTCK), 100);
    CHECK_EQ(getauxval(AT_PHENT), sizeof(Elf64_Phdr));
    CHECK(getauxval(AT_PHNUM) > 0 && getauxval(AT_PHNUM) < 20);
    CHECK(phdr && phdr->p_type <= 0x7fffffff);
    CHECK_EQ(getauxval(AT_BASE), 0);
    CHECK(getauxval(AT_ENTRY) != 0);
    CHECK_EQ(getauxval(AT_UID), getuid());
    CHECK_EQ(getauxval(AT_EUID), geteuid());
    CHECK_EQ(getauxval(AT_GID), getgid());
    CHECK_EQ(getauxval(AT_EGID), getegid());
    CHECK_EQ(getauxval(AT_SECURE), 0);
    CHECK(getauxval(AT_RANDOM) != 0);
    CHECK(getauxval(AT_HWCAP) & 1u << 26); /* SSE2 */
    CHECK(!strcmp((char *)getauxval(AT_PLATFORM), "x86_64"));
    CHECK(!strcmp((char *)getauxval(AT_EXECFN), name));
    CHECK(getauxval(51) >= 1024 && getauxval(51) < 16 * KIB); /* MINSIGSTKSZ */
    return check_status();
}

static int look_at_name(const char *want)
{
    char name[17] = "";

    CHECK_EQ(prctl(PR_GET_NAME, name), 0);
    CHECK(!strcmp(name, want));
    return check_status();
}

static int look_at_ids(const char *user, const char *group, int secure)
{
    uid_t real, effective, saved;

    CHECK_EQ(getresuid(&real, &effective, &saved), 0);
    CHECK_EQ(effective, atoi(user));
    CHECK_EQ(saved, atoi(user));
    CHECK_EQ(getegid(), atoi(group));
    CHECK_EQ(getauxval(AT_SECURE), secure);
    CHECK_EQ(getauxval(AT_EUID), atoi(user));
    return check_status();
}

static int new_program(int argc, char **argv)
{
    if (!strcmp(argv[1], "expect"))
        return expect(argc, argv);
    if (!strcmp(argv[1], "auxv"))
        return look_at_auxv(argv[2]);
    if (!strcmp(argv[1], "name"))
        return look_at_name(argv[2]);
    if (!strcmp(argv[1], "ids"))
        return look_at_ids(argv[2], argv[3], argv[4][0] == '1');
    if (!strcmp(argv[1], "wait"))
        return read(atoi(argv[2]), &argc, 1) < 0;
    if (!strcmp(argv[1], "pause"))
        return pause();
    if (!strcmp(argv[1], "count"))
        return argc != atoi(argv[2]);
    return show(argc, argv);
}

/* ---- the old one ---- */

static int status_of(pid_t child)
{
    int status;

    CHECK_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -status;
}

/* The status of a child that runs it, or its errno + 100 if it cannot. */
static int run_at(int directory, const char *path, char **argv, int flags)
{
    pid_t child = fork();

    if (child == 0) {
        syscall(SYS_execveat, directory, path, argv, no_env, flags);
        _exit(100 + errno);
    }
    return status_of(child);
}

static int run(const char *path, char **argv)
{
    return run_at(AT_FDCWD, path, argv, 0);
}

/* The same as `user`, with a group that is nobody's. */
static int run_as(uid_t user, const char *path, char **argv)
{
    pid_t child = fork();

    if (child == 0) {
        if (setresgid(USER, USER, USER) || setresuid(user, user, user))
            _exit(99);
        execve(path, argv, no_env);
        _exit(100 + errno);
    }
    return status_of(child);
}

static void copy_program(const char *name, mode_t mode)
{
    char block[4096];
    int from = open(self, O_RDONLY), to = creat(name, 0700);

    for (ssize_t got; (got = read(from, block, sizeof block)) > 0;)
        CHECK_EQ(write(to, block, (size_t)got), got);
    close(from);
    close(to);
    CHECK_EQ(chmod(name, mode), 0);
}

static void put_script(const char *name, const char *text)
{
    put_file(name, text);
    CHECK_EQ(chmod(name, 0755), 0);
}

/* ---- execveat ---- */

static void by_descriptor(void)
{
    char *argv[] = {"x", "expect", "a", "a", NULL};
    int fds[2], here = open(".", O_RDONLY | O_DIRECTORY);
    int file = open("program", O_RDONLY);
    int quiet = open("program", O_RDONLY | O_CLOEXEC);

    CHECK_EQ(run_at(file, "", argv, FLAG_EMPTY), 0);
    CHECK_EQ(run_at(quiet, "", argv, FLAG_EMPTY), 0);
    CHECK_EQ(run_at(here, "program", argv, 0), 0);
    CHECK_EQ(run_at(here, "program", argv, FLAG_NOFOLLOW | FLAG_EMPTY), 0);
    CHECK_EQ(run_at(99, self, argv, 0), 0); /* absolute: any number will do */
    CHECK_EQ(run_at(here, "link", argv, 0), 0);
    CHECK_EQ(run_at(here, "link", argv, FLAG_NOFOLLOW), 100 + ELOOP);
    CHECK_EQ(run_at(file, "", argv, 0), 100 + ENOENT);
    CHECK_EQ(run_at(99, "program", argv, 0), 100 + EBADF);
    CHECK_EQ(run_at(99, "", argv, FLAG_EMPTY), 100 + EBADF);
    CHECK_EQ(run_at(file, "program", argv, 0), 100 + ENOTDIR);
    CHECK_EQ(run_at(here, "", argv, FLAG_EMPTY), 100 + EACCES);
    CHECK_EQ(run_at(here, "program", argv, 1), 100 + EINVAL);
    CHECK_EQ(run_at(here, "absent", argv, 0), 100 + ENOENT);
    CHECK_EQ(pipe(fds), 0);
    CHECK_EQ(run_at(fds[0], "", argv, FLAG_EMPTY), 100 + EACCES);
    close(fds[0]), close(fds[1]), close(here), close(file), close(quiet);
    ok("execveat");
}

/* A script is told where it can be found, if it can. */
static void scripts_by_descriptor(void)
{
    char text[sizeof self + 16], name[32], deep[64];
    char *argv[] = {"x", name, NULL}, *deep_argv[] = {"x", deep, NULL};

    snprintf(text, sizeof text, "#!%s expect\n", self);
    put_script("script", text);
    int here = open(".", O_RDONLY | O_DIRECTORY);
    int file = open("script", O_RDONLY);
    int quiet = open("script", O_RDONLY | O_CLOEXEC);
    snprintf(name, sizeof name, "/dev/fd/%d", file);
    snprintf(deep, sizeof deep, "/dev/fd/%d/script", here);
    CHECK_EQ(run_at(file, "", argv, FLAG_EMPTY), 0);
    CHECK_EQ(run_at(here, "script", deep_argv, 0), 0);
    CHECK_EQ(run_at(quiet, "", argv, FLAG_EMPTY), 100 + ENOENT);
    close(here), close(file), close(quiet);
    CHECK_EQ(unlink("script"), 0);
    ok("scripts by descriptor");
}

/* ---- files that are written and run ---- */

/* A child that runs `path` until something comes through the pipe. */
static pid_t start_waiting(const char *path, int fds[2])
{
    char number[16], *argv[] = {"x", "wait", number, NULL};

    CHECK_EQ(pipe(fds), 0);
    snprintf(number, sizeof number, "%d", fds[0]);
    pid_t child = vfork();
    if (child == 0) {
        execve(path, argv, no_env);
        _exit(100);
    }
    return child;
}

static void busy(void)
{
    int fds[2];
    char *argv[] = {"x", "expect", NULL};

    copy_program("busy", 0755);
    pid_t child = start_waiting("busy", fds);
    CHECK_ERR(open("busy", O_WRONLY), ETXTBSY);
    CHECK_ERR(open("busy", O_RDWR), ETXTBSY);
    CHECK_ERR(open("busy", O_RDONLY | O_TRUNC), ETXTBSY);
    CHECK_ERR(truncate("busy", 0), ETXTBSY);
    int file = open("busy", O_RDONLY);
    CHECK(file >= 0);
    CHECK_EQ(close(file), 0);
    CHECK_EQ(run("busy", argv), 0); /* twice at once */
    CHECK_ERR(open("busy", O_WRONLY), ETXTBSY);
    CHECK_EQ(chmod("busy", 0700), 0);
    CHECK_EQ(rename("busy", "still"), 0);
    CHECK_ERR(open("still", O_WRONLY), ETXTBSY);
    CHECK_EQ(write(fds[1], "", 1), 1);
    CHECK_EQ(status_of(child), 0);
    file = open("still", O_WRONLY);
    CHECK(file >= 0);
    CHECK_EQ(run("still", argv), 100 + ETXTBSY);
    CHECK_EQ(close(file), 0);
    CHECK_EQ(run("still", argv), 0);
    CHECK_EQ(unlink("still"), 0);
    close(fds[0]), close(fds[1]);
    ok("written and run");
}

static void busy_script(void)
{
    char text[sizeof self + 16];
    char *argv[] = {"x", "./script", NULL};

    snprintf(text, sizeof text, "#!%s expect\n", self);
    put_script("script", text);
    int file = open("script", O_WRONLY | O_APPEND);
    CHECK_EQ(run("./script", argv), 100 + ETXTBSY);
    close(file);
    CHECK_EQ(run("./script", argv), 0);
    CHECK_EQ(unlink("script"), 0);
    ok("written and interpreted");
}

/* ---- scripts ---- */

/* What a script that begins with #! and `line` runs, called ./script a b. */
static void shown(const char *line)
{
    char text[2048], *argv[] = {"x", "a", "b", NULL};

    snprintf(text, sizeof text, "#!%s", line);
    put_script("script", text);
    int status = run("./script", argv);
    if (status)
        dprintf(1, "%d\n", status);
}

static void lines(void)
{
    char text[512];

    shown("./program\n");
    shown("./program");
    shown(" \t ./program \t \nrest");
    shown("./program one\n");
    shown("./program\tone  two \t\n");
    shown("./program one");
    shown("./program ");
    shown("\n./program");
    shown(" \t\n./program");
    shown("./absent\n");
    shown("./program\r\n");
    shown(".\n");
    shown("program\n"); /* from the working directory, not from PATH */
    for (int at = 241; at < 248; at++) { /* what lies beyond 254 is cut off */
        memset(text, ' ', sizeof text);
        memcpy(text + at, "./program x\n", 13);
        shown(text);
    }
    memset(text, 'y', sizeof text);
    memcpy(text, "./program ", 10);
    text[400] = '\0';
    shown(text);
    CHECK_EQ(unlink("script"), 0);
    ok("lines of scripts");
}

static void interpreters(void)
{
    char *argv[] = {"x", NULL};

    put_script("script", "#!/tmp\n");
    CHECK_EQ(run("./script", argv), 100 + EACCES);
    put_file("plain", "#!./program\n");
    CHECK_EQ(chmod("plain", 0644), 0);
    CHECK_EQ(run("./plain", argv), 100 + EACCES);
    put_script("script", "#!./plain\n");
    CHECK_EQ(run("./script", argv), 100 + EACCES);
    put_script("script", "#!./script\n");
    CHECK_EQ(run("./script", argv), 100 + ELOOP);
    put_script("script", "#!\n");
    CHECK_EQ(run("./script", argv), 100 + ENOEXEC);
    put_script("script", "#");
    CHECK_EQ(run("./script", argv), 100 + ENOEXEC);
    CHECK_EQ(unlink("script"), 0);
    CHECK_EQ(unlink("plain"), 0);
    ok("interpreters");
}

/* ---- what the program is told ---- */

static void told(void)
{
    char *argv[] = {"whatever", "auxv", "./program", NULL};
    char *script_argv[] = {"x", "./script", NULL};
    char *named[] = {"x", "name", "a_long_name_for", NULL};

    CHECK_EQ(run("./program", argv), 0);
    put_script("script", "#!./program auxv\n"); /* AT_EXECFN is the script */
    CHECK_EQ(run("./script", script_argv), 0);
    CHECK_EQ(symlink("program", "a_long_name_for_it"), 0);
    CHECK_EQ(run("./a_long_name_for_it", named), 0);
    CHECK_EQ(unlink("script"), 0);
    CHECK_EQ(unlink("a_long_name_for_it"), 0);
    ok("auxiliary vector, name");
}

/* ---- whose it is ---- */

static void owners(void)
{
    char user[16];
    char *as_user[] = {"x", "ids", user, user, "0", NULL};
    char *as_root[] = {"x", "ids", "0", user, "1", NULL};
    char *as_both[] = {"x", "ids", "0", "0", "1", NULL};

    snprintf(user, sizeof user, "%d", USER);
    CHECK_EQ(chmod(".", 0755), 0);
    copy_program("owned", 0755);
    CHECK_EQ(run_as(USER, "./owned", as_user), 0);
    CHECK_EQ(chmod("owned", 04755), 0);
    CHECK_EQ(run_as(USER, "./owned", as_root), 0);
    CHECK_EQ(chmod("owned", 06755), 0);
    CHECK_EQ(run_as(USER, "./owned", as_both), 0);
    CHECK_EQ(chmod("owned", 02745), 0); /* not the group's to run: no meaning */
    CHECK_EQ(run_as(USER, "./owned", as_user), 0);
    CHECK_EQ(chmod("owned", 06755), 0);
    CHECK_EQ(chown("owned", USER, USER), 0); /* which takes the bits away */
    CHECK_EQ(stat_of("owned").st_mode & 07777, 0755);
    pid_t child = fork();
    if (child == 0) {
        CHECK_EQ(chown("owned", 0, 0), 0);
        CHECK_EQ(chmod("owned", 06755), 0);
        CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        CHECK_EQ(run_as(USER, "./owned", as_user), 0);
        _exit(check_status());
    }
    CHECK_EQ(status_of(child), 0);
    CHECK_EQ(unlink("owned"), 0);
    ok("run as its owner");
}

static void allowed(void)
{
    char *argv[] = {"x", "expect", NULL};

    copy_program("mine", 0700);
    CHECK_EQ(run_as(USER, "./mine", argv), 100 + EACCES);
    CHECK_EQ(run_as(0, "./mine", argv), 0);
    CHECK_EQ(chmod("mine", 0644), 0);
    CHECK_EQ(run_as(USER, "./mine", argv), 100 + EACCES);
    CHECK_EQ(run_as(0, "./mine", argv), 100 + EACCES);
    CHECK_EQ(chmod("mine", 0001), 0); /* others may run it, not read it */
    CHECK_EQ(run_as(USER, "./mine", argv), 0);
    CHECK_EQ(chmod(".", 0700), 0);
    CHECK_EQ(run_as(USER, "./mine", argv), 100 + EACCES);
    CHECK_EQ(unlink("mine"), 0);
    ok("who may run it");
}

/* ---- arguments ---- */

/* Strings of 64 KiB, `count` of them, with a stack of `stack` KiB. */
static int run_large(int count, rlim_t stack)
{
    static char text[64 * KIB];
    char *argv[80], number[16];
    struct rlimit limit = {stack * KIB, RLIM_INFINITY};
    pid_t child = fork();

    if (child)
        return status_of(child);
    memset(text, 'x', sizeof text - 1);
    snprintf(number, sizeof number, "%d", count + 3);
    argv[0] = "x";
    argv[1] = "count";
    argv[2] = number;
    for (int i = 0; i < count; i++)
        argv[3 + i] = text;
    argv[3 + count] = NULL;
    setrlimit(RLIMIT_STACK, &limit);
    execve("./program", argv, no_env);
    _exit(100 + errno);
}

static void large(void)
{
    CHECK_EQ(run_large(15, 4096), 0); /* a quarter: 1 MiB */
    CHECK_EQ(run_large(16, 4096), 100 + E2BIG);
    CHECK_EQ(run_large(31, 8192), 0);
    CHECK_EQ(run_large(32, 8192), 100 + E2BIG);
    CHECK_EQ(run_large(63, 65536), 0);
    CHECK_EQ(run_large(1, 256), 0); /* never less than 128 KiB */
    CHECK_EQ(run_large(2, 256), 100 + E2BIG);
    ok("arguments and the stack");
}

/* ---- what goes on, and threads ---- */

static void alarms(void)
{
    char *argv[] = {"x", "pause", NULL};
    pid_t child = fork();

    if (child == 0) {
        ualarm(20000, 0);
        execve("./program", argv, no_env);
        _exit(100);
    }
    CHECK_EQ(status_of(child), -SIGALRM);
    ok("alarms go on");
}

static void *run_often(void *arg)
{
    char *argv[] = {"x", "expect", "same", "same", NULL};

    for (int i = 0; i < 10; i++) {
        pid_t child = fork();
        if (child == 0) {
            execve("./program", argv, no_env);
            _exit(100);
        }
        CHECK_EQ(status_of(child), 0);
    }
    return arg;
}

static pthread_barrier_t barrier;

/* All exec at once: one of them does, the others end. */
static void *compete(void *arg)
{
    char *argv[] = {"x", "expect", "same", "same", NULL};

    pthread_barrier_wait(&barrier);
    execve("./program", argv, no_env);
    return arg;
}

static void threads(void)
{
    pthread_t thread[4];

    for (int i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, run_often, NULL), 0);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(pthread_join(thread[i], NULL), 0);
    for (int round = 0; round < 10; round++) {
        pid_t child = fork();
        if (child == 0) {
            pthread_barrier_init(&barrier, NULL, 4);
            for (int i = 0; i < 4; i++)
                pthread_create(&thread[i], NULL, compete, NULL);
            pause();
            _exit(98);
        }
        CHECK_EQ(status_of(child), 0);
    }
    ok("threads");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return new_program(argc, argv);
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        snprintf(self, sizeof self, "%s", argv[0]);
    place_enter("execat");
    copy_program("program", 0755);
    CHECK_EQ(symlink("program", "link"), 0);
    by_descriptor();
    scripts_by_descriptor();
    busy();
    busy_script();
    lines();
    interpreters();
    told();
    owners();
    allowed();
    large();
    alarms();
    threads();
    CHECK_EQ(unlink("link"), 0);
    CHECK_EQ(unlink("program"), 0);
    place_leave();
    return check_status();
}
