/* SPDX-License-Identifier: MIT
 *
 * execve(2): what the new program gets and what is left of the old one; what is
 * refused, and that a refusal changes nothing; scripts; other threads.
 * Run with: KEPT=yes
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define STRING_MAX (128 * 1024)

static char self[1024];
static char *no_env[] = {NULL};

/* ---- the new program: main(argc > 1) comes here ---- */

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

static int look_at_signals(void)
{
    struct sigaction action;
    stack_t stack;
    sigset_t set;

    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == SIG_DFL);
    CHECK_EQ(action.sa_flags & SA_RESTART, 0);
    sigaction(SIGUSR2, NULL, &action);
    CHECK(action.sa_handler == SIG_IGN);
    sigprocmask(SIG_SETMASK, NULL, &set);
    CHECK(sigismember(&set, SIGHUP) && !sigismember(&set, SIGTERM));
    sigpending(&set);
    CHECK(sigismember(&set, SIGHUP));
    sigaltstack(NULL, &stack);
    CHECK_EQ(stack.ss_flags, SS_DISABLE);
    return check_status();
}

static int new_program(int argc, char **argv)
{
    extern char **environ;

    if (!strcmp(argv[1], "arguments")) {
        CHECK_EQ(argc, 4);
        CHECK(!strcmp(argv[0], "a name") && !strcmp(argv[2], ""));
        CHECK(!strcmp(argv[3], "last") && !argv[4]);
        CHECK(!strcmp(environ[0], "A=1") && !strcmp(environ[1], "B=") &&
              !environ[2]);
    } else if (!strcmp(argv[1], "files")) {
        CHECK_EQ(fcntl(number(argv[2]), F_GETFD), 0);
        CHECK_ERR(fcntl(number(argv[3]), F_GETFD), EBADF);
    } else if (!strcmp(argv[1], "signals")) {
        return look_at_signals();
    } else if (!strcmp(argv[1], "ids")) {
        CHECK_EQ(getpid(), number(argv[2]));
        CHECK_EQ(syscall(SYS_gettid), getpid());
        CHECK_EQ(getppid(), number(argv[3]));
    } else if (!strcmp(argv[1], "size")) {
        CHECK_EQ(argc, number(argv[2]));
        CHECK_EQ(strlen(argv[argc - 1]), number(argv[3]));
    } else if (!strcmp(argv[1], "script one")) {
        CHECK_EQ(argc, 4);
        CHECK(!strncmp(argv[2], "/tmp/", 5) && !strcmp(argv[3], "given"));
    } else {
        CHECK(!"a mode");
    }
    return check_status();
}

/* ---- the old one ---- */

/* The status of a child that runs `path`, or its errno + 100 if it cannot. */
static int run_env(const char *path, char **argv, char **envp)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        execve(path, argv, envp);
        _exit(100 + errno);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -status;
}

static int run(char *mode, char *a, char *b)
{
    char *argv[] = {self, mode, a, b, NULL};

    return run_env(self, argv, no_env);
}

static void arguments(void)
{
    char *argv[] = {"a name", "arguments", "", "last", NULL};
    char *envp[] = {"A=1", "B=", NULL};

    CHECK_EQ(run_env(self, argv, envp), 0);
    ok("arguments and environment");
}

static void files(void)
{
    char path[64], kept[16], closed[16];

    snprintf(path, sizeof path, "/tmp/guest-exec-%d", getpid());
    int a = open(path, O_RDWR | O_CREAT, 0600);
    int b = open(path, O_RDWR | O_CLOEXEC);
    snprintf(kept, sizeof kept, "%d", a);
    snprintf(closed, sizeof closed, "%d", b);
    CHECK_EQ(run("files", kept, closed), 0);
    CHECK_EQ(fcntl(b, F_GETFD), FD_CLOEXEC);
    close(a);
    close(b);
    unlink(path);
    ok("descriptors");
}

static void handler(int signal)
{
    (void)signal;
}

static void signals(void)
{
    sigset_t set;
    stack_t stack = {.ss_sp = pages(8), .ss_size = 8 * PAGE};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    char *argv[] = {self, "signals", NULL};
    int status;
    pid_t child = fork();

    if (child == 0) {
        sigaction(SIGUSR1, &action, NULL);
        signal(SIGUSR2, SIG_IGN);
        sigaltstack(&stack, NULL);
        sigemptyset(&set);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_SETMASK, &set, NULL);
        kill(getpid(), SIGHUP);
        execve(self, argv, no_env);
        _exit(100);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    ok("signals");
}

/* ---- refusals ---- */

static char path[64];

static void make_file(const char *text, size_t length, mode_t mode)
{
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    CHECK_EQ(write(fd, text, length), length);
    close(fd);
}

static void refusals(void)
{
    char *argv[] = {self, "files", NULL};
    char *bad[] = {self, KERNEL_ADDRESS, NULL};
    char name[sizeof self + 2];

    CHECK_ERR(execve("/no/such/program", argv, no_env), ENOENT);
    CHECK_ERR(execve("", argv, no_env), ENOENT);
    CHECK_ERR(execve("/tmp", argv, no_env), EACCES);
    CHECK_ERR(execve("/dev/null", argv, no_env), EACCES);
    snprintf(name, sizeof name, "%s/x", self);
    CHECK_ERR(execve(name, argv, no_env), ENOTDIR);
    CHECK_ERR(execve(NULL, argv, no_env), EFAULT);
    CHECK_ERR(execve(self, bad, no_env), EFAULT);
    CHECK_ERR(execve(self, KERNEL_ADDRESS, no_env), EFAULT);
    CHECK_ERR(execve(self, argv, bad), EFAULT);
    make_file("", 0, 0755);
    CHECK_ERR(execve(path, argv, no_env), ENOEXEC);
    make_file("echo hello\n", 11, 0755);
    CHECK_ERR(execve(path, argv, no_env), ENOEXEC);
    make_file("\177ELF", 4, 0755);
    CHECK_ERR(execve(path, argv, no_env), ENOEXEC);
    make_file("#!\n", 3, 0755);
    CHECK_ERR(execve(path, argv, no_env), ENOEXEC);
    make_file("#!/bin/true\n", 12, 0644);
    CHECK_ERR(execve(path, argv, no_env), EACCES);
    make_file("#!/no/such\n", 11, 0755);
    CHECK_ERR(execve(path, argv, no_env), ENOENT);
    CHECK(!strcmp(getenv("KEPT"), "yes")); /* the old one goes on */
    unlink(path);
    ok("refusals");
}

static void too_big(void)
{
    struct rlimit limit = {8 << 20, 8 << 20};
    char *argv[40], *text = pages(33), length[16];

    setrlimit(RLIMIT_STACK, &limit);
    memset(text, 'x', STRING_MAX - 1);
    snprintf(length, sizeof length, "%d", STRING_MAX - 1);
    argv[0] = self;
    argv[1] = "size";
    argv[2] = "5";
    argv[3] = length;
    argv[4] = text; /* as long as it may be */
    argv[5] = NULL;
    CHECK_EQ(run_env(self, argv, no_env), 0);
    text[STRING_MAX - 1] = 'x';
    CHECK_ERR(execve(self, argv, no_env), E2BIG);
    text[STRING_MAX - 1] = 0;
    for (int i = 4; i < 39; i++)
        argv[i] = text;
    argv[39] = NULL;
    CHECK_ERR(execve(self, argv, no_env), E2BIG);
    argv[2] = "15";
    argv[15] = NULL;
    CHECK_EQ(run_env(self, argv, no_env), 0);
    ok("long arguments");
}

/* ---- scripts ---- */

static void scripts(void)
{
    char text[sizeof self + 32], names[7][64];
    char *argv[] = {"dropped", "given", NULL};
    int length = snprintf(text, sizeof text, "#! %s  script one \nrest", self);

    make_file(text, (size_t)length, 0755);
    CHECK_EQ(run_env(path, argv, no_env), 0);
    unlink(path);
    char *deep[] = {"x", "files", NULL};
    for (int i = 0; i < 7; i++) { /* each is run by the one before */
        snprintf(names[i], sizeof names[i], "/tmp/guest-exec-%d-%d", getpid(),
                 i);
        strcpy(path, names[i]);
        length = snprintf(text, sizeof text, "#!%s\n",
                          i ? names[i - 1] : "/no/such");
        make_file(text, (size_t)length, 0755);
    }
    CHECK_ERR(execve(names[4], deep, no_env), ENOENT);
    CHECK_ERR(execve(names[6], deep, no_env), ELOOP);
    for (int i = 0; i < 7; i++)
        unlink(names[i]);
    ok("scripts");
}

/* ---- threads ---- */

static char own[16], parents[16];

static void *spin(void *arg)
{
    volatile int *count = arg;

    for (;;)
        ++*count;
    return NULL;
}

static void *sleep_on(void *arg)
{
    pause();
    return arg;
}

static void *execute(void *arg)
{
    char *argv[] = {self, "ids", own, parents, NULL};

    sleep_ms(5);
    execve(self, argv, no_env);
    check_die("exec");
    return arg;
}

/* `others` also run; the main thread execs itself, or lets another one. */
static void with_threads(int main_does)
{
    static volatile int count;
    pthread_t thread;
    int status, parent = getpid();
    pid_t child = fork();

    if (child == 0) {
        snprintf(own, sizeof own, "%d", getpid());
        snprintf(parents, sizeof parents, "%d", parent);
        pthread_create(&thread, NULL, spin, (void *)&count);
        pthread_create(&thread, NULL, sleep_on, NULL);
        if (main_does)
            execute(NULL);
        pthread_create(&thread, NULL, execute, NULL);
        pthread_join(thread, NULL);
        _exit(99);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

/* The leader has ended before. */
static void leader_gone(void)
{
    pthread_t thread;
    int status, parent = getpid();
    pid_t child = fork();

    if (child == 0) {
        snprintf(own, sizeof own, "%d", getpid());
        snprintf(parents, sizeof parents, "%d", parent);
        pthread_create(&thread, NULL, execute, NULL);
        pthread_exit(NULL);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

static void threads(void)
{
    for (int i = 0; i < 5; i++) {
        with_threads(1);
        with_threads(0);
        leader_gone();
    }
    ok("other threads");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return new_program(argc, argv);
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        snprintf(self, sizeof self, "%s", argv[0]);
    snprintf(path, sizeof path, "/tmp/guest-exec-%d", getpid());
    arguments();
    files();
    signals();
    refusals();
    too_big();
    scripts();
    threads();
    return check_status();
}
