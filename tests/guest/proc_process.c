/* SPDX-License-Identifier: MIT
 *
 * What /proc/PID tells of a process: the fields of stat and status, command line
 * and environment, memory, states, what it waits for, its threads; and what becomes
 * of the directory when the process ends.
 * Run with: PROC_TEST=yes one "two three"
 */
#include "proc.h"
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void test_stat(void)
{
    const char *stat = proc_read("/proc/self/stat");
    struct rusage usage;

    CHECK_EQ(proc_field(stat, 1), getpid());
    CHECK(strstr(stat, " (proc_process) R ") != NULL);
    CHECK_EQ(proc_field(stat, 4), getppid());
    CHECK_EQ(proc_field(stat, 5), getpgrp());
    CHECK_EQ(proc_field(stat, 6), getsid(0));
    CHECK_EQ(proc_field(stat, 18), 20 + getpriority(PRIO_PROCESS, 0));
    CHECK_EQ(proc_field(stat, 19), getpriority(PRIO_PROCESS, 0));
    CHECK_EQ(proc_field(stat, 20), 1);
    CHECK_EQ(proc_field(stat, 21), 0);
    CHECK(proc_field(stat, 23) > 100000);
    CHECK(proc_field(stat, 24) < 5000);
    CHECK(proc_field(stat, 26) < (long)test_stat);
    CHECK(proc_field(stat, 27) > (long)test_stat);
    CHECK(proc_field(stat, 28) > (long)&usage);
    CHECK_EQ(proc_field(stat, 31), 0);
    CHECK_EQ(proc_field(stat, 38), SIGCHLD);
    CHECK(proc_field(stat, 48) < proc_field(stat, 49));
    CHECK_EQ(proc_field(stat, 49), proc_field(stat, 50));
    CHECK(strchr(strchr(stat, '\n'), '\0')[-1] == '\n');
    ok("stat");
}

static void test_status(void)
{
    struct sigaction act = {.sa_handler = exit};
    uid_t uid = getuid(), gid = getgid();
    char ids[64], text[8192];
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGUSR2, SIG_IGN);
    sigaction(SIGHUP, &act, NULL);
    raise(SIGUSR1);
    umask(027);
    strcpy(text, proc_read("/proc/self/status"));
    CHECK(!strcmp(proc_line(text, "Name"), "proc_process"));
    CHECK(!strcmp(proc_line(text, "Umask"), "0027"));
    CHECK(!strcmp(proc_line(text, "State"), "R (running)"));
    CHECK_EQ(atoi(proc_line(text, "Tgid")), getpid());
    CHECK_EQ(atoi(proc_line(text, "Pid")), getpid());
    CHECK_EQ(atoi(proc_line(text, "PPid")), getppid());
    CHECK_EQ(atoi(proc_line(text, "TracerPid")), 0);
    snprintf(ids, sizeof ids, "%d\t%d\t%d\t%d", uid, uid, uid, uid);
    CHECK(!strcmp(proc_line(text, "Uid"), ids));
    snprintf(ids, sizeof ids, "%d\t%d\t%d\t%d", gid, gid, gid, gid);
    CHECK(!strcmp(proc_line(text, "Gid"), ids));
    CHECK(atoi(proc_line(text, "FDSize")) >= 64);
    CHECK(atoi(proc_line(text, "VmPeak")) >= atoi(proc_line(text, "VmSize")));
    CHECK(atoi(proc_line(text, "VmHWM")) >= atoi(proc_line(text, "VmRSS")));
    CHECK(atoi(proc_line(text, "VmRSS")) > 20);
    CHECK(atoi(proc_line(text, "VmStk")) >= 100);
    CHECK_EQ(atoi(proc_line(text, "Threads")), 1);
    long pending = strtol(proc_line(text, "SigPnd"), NULL, 16);
    pending |= strtol(proc_line(text, "ShdPnd"), NULL, 16);
    CHECK_EQ(pending, 1 << (SIGUSR1 - 1));
    CHECK_EQ(strtol(proc_line(text, "SigBlk"), NULL, 16), 1 << (SIGUSR1 - 1));
    CHECK_EQ(strtol(proc_line(text, "SigIgn"), NULL, 16) & 1 << (SIGUSR2 - 1),
             1 << (SIGUSR2 - 1));
    CHECK_EQ(strtol(proc_line(text, "SigCgt"), NULL, 16) & 1, 1);
    CHECK(*proc_line(text, "voluntary_ctxt_switches"));
    CHECK(*proc_line(text, "nonvoluntary_ctxt_switches"));
    signal(SIGHUP, SIG_DFL);
    ok("status");
}

static void test_names(void)
{
    char *text = proc_read("/proc/self/cmdline");

    CHECK(strstr(text, "proc_process") != NULL);
    CHECK(!memcmp(text + strlen(text) + 1, "one\0two three\0", 15));
    CHECK(!strcmp(proc_read("/proc/self/environ"), "PROC_TEST=yes"));
    CHECK(!strcmp(proc_read("/proc/self/comm"), "proc_process\n"));
    prctl(PR_SET_NAME, "a) b (c");
    CHECK(!strcmp(proc_read("/proc/self/comm"), "a) b (c\n"));
    CHECK_EQ(proc_field(proc_read("/proc/self/stat"), 3), 'R');
    prctl(PR_SET_NAME, "proc_process");
    CHECK(strstr(proc_link("/proc/self/exe"), "proc_process") != NULL);
    CHECK(!strcmp(proc_link("/proc/self/root"), "/"));
    ok("names");
}

/* The line of maps in which ADDRESS lies, or "". */
static const char *map_of(const void *address)
{
    static char line[512];
    char *next, *text = proc_read("/proc/self/maps");

    for (; *text; text = next) {
        unsigned long start, end;
        next = text + strcspn(text, "\n");
        next += *next == '\n';
        snprintf(line, sizeof line, "%.*s", (int)(next - text), text);
        if (sscanf(line, "%lx-%lx", &start, &end) == 2 &&
            (unsigned long)address >= start && (unsigned long)address < end)
            return line;
    }
    return "";
}

static void test_maps(void)
{
    int on_stack;
    char *heap = (char *)syscall(SYS_brk, 0), *area = pages(3);
    void *shared =
        mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    CHECK(syscall(SYS_brk, heap + PAGE) == (long)(heap + PAGE));
    CHECK(strstr(map_of(&on_stack), " rw-p ") != NULL);
    CHECK(strstr(map_of(&on_stack), " [stack]\n") != NULL);
    CHECK(strstr(map_of(heap), " [heap]\n") != NULL);
    CHECK(strstr(map_of((void *)test_maps), " r-xp ") != NULL);
    CHECK(strstr(map_of((void *)test_maps), "/proc_process\n") != NULL);
    mprotect(area + PAGE, PAGE, PROT_NONE);
    CHECK(strstr(map_of(area), " rw-p 00000000 00:00 0 \n") != NULL);
    CHECK(strstr(map_of(area + PAGE), " ---p 00000000 00:00 0 \n") != NULL);
    CHECK(strstr(map_of(shared), " r--s ") != NULL);
    CHECK(strstr(map_of(shared), " /dev/zero (deleted)\n") != NULL);
    CHECK(!*map_of((void *)8));
    munmap(area, 3 * PAGE);
    ok("maps");
}

static int child_waits[2];

static int start_child(void (*body)(void))
{
    int pid = fork();

    if (pid == 0) {
        body();
        _exit(0);
    }
    return pid;
}

static void wait_in_pipe(void)
{
    char byte;

    CHECK_EQ(read(child_waits[0], &byte, 1), 1);
}

static void wait_in_sleep(void)
{
    sleep(100);
}

static void run_for_ever(void)
{
    for (;;)
        __asm__ volatile("");
}

static char state_of(int pid)
{
    return (char)proc_field(proc_read_of(pid, "stat"), 3);
}

static void test_states(void)
{
    char path[64];
    int status, pid;

    CHECK_EQ(pipe(child_waits), 0);
    pid = start_child(wait_in_pipe);
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    CHECK(proc_await_state(path, 'S'));
    CHECK(strstr(proc_read_of(pid, "status"), "State:\tS (sleeping)\n") !=
          NULL);
    kill(pid, SIGSTOP);
    CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
    CHECK(proc_await_state(path, 'T'));
    CHECK(strstr(proc_read_of(pid, "status"), "State:\tT (stopped)\n") != NULL);
    kill(pid, SIGCONT);
    CHECK(proc_await_state(path, 'S'));
    CHECK_EQ(write(child_waits[1], "x", 1), 1);
    CHECK(proc_await_state(path, 'Z'));
    CHECK(strstr(proc_read_of(pid, "status"), "State:\tZ (zombie)\n") != NULL);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    pid = start_child(run_for_ever);
    sleep_ms(20);
    CHECK_EQ(state_of(pid), 'R');
    kill(pid, SIGKILL);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(state_of(getpid()), 'R');
    ok("states");
}

/* Names in the directory of a process that is gone: ENOENT up to Linux 6.1, later
 * ESRCH where the name was looked up before. */
static int is_gone(void)
{
    return errno == ENOENT || errno == ESRCH;
}

/* What is there of a zombie, and what after it was waited for. */
static void test_end(void)
{
    int status, pid = start_child(wait_in_sleep);
    char path[64], text[512];
    struct stat st;

    snprintf(path, sizeof path, "/proc/%d", pid);
    int dir = open(path, O_RDONLY | O_DIRECTORY);
    int file = openat(dir, "stat", O_RDONLY);
    int comm = openat(dir, "comm", O_RDONLY);
    CHECK(read(file, text, sizeof text) > 0);
    kill(pid, SIGTERM);
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    CHECK(proc_await_state(path, 'Z'));
    CHECK_EQ(proc_field(proc_read(path), 52), SIGTERM);
    CHECK_EQ(proc_field(proc_read(path), 23), 0);
    CHECK(!strcmp(proc_read_of(pid, "cmdline"), ""));
    CHECK(!strcmp(proc_read_of(pid, "maps"), ""));
    CHECK(!strcmp(proc_read_of(pid, "comm"), "proc_process\n"));
    CHECK(!strcmp(proc_read_of(pid, "statm"), "0 0 0 0 0 0 0\n"));
    CHECK_ERR(readlinkat(dir, "exe", text, sizeof text), ENOENT);
    CHECK_ERR(readlinkat(dir, "cwd", text, sizeof text), ENOENT);
    CHECK_EQ(fstatat(dir, "task", &st, 0), 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_ERR(stat(path, &st), ENOENT);
    CHECK(openat(dir, "stat", O_RDONLY) == -1 && is_gone());
    CHECK(fstatat(dir, "task", &st, 0) == -1 && is_gone());
    CHECK_EQ(lseek(file, 0, SEEK_SET), 0);
    CHECK_ERR(read(file, text, sizeof text), ESRCH);
    CHECK_ERR(read(comm, text, sizeof text), ESRCH);
    CHECK_ERR(syscall(SYS_getdents64, dir, text, sizeof text), ENOENT);
    CHECK_EQ(fstat(dir, &st), 0);
    CHECK(S_ISDIR(st.st_mode));
    close(comm);
    close(file);
    close(dir);
    ok("end");
}

static volatile int tid_of_other;
static pthread_barrier_t barrier;

static void *other_thread(void *unused)
{
    prctl(PR_SET_NAME, "other");
    tid_of_other = (int)syscall(SYS_gettid);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    return unused;
}

static int count_names(const char *path)
{
    DIR *dir = opendir(path);
    int count = 0;

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count - 2;
}

static void test_threads(void)
{
    char path[64], text[64];
    pthread_t thread;
    struct stat st;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&thread, NULL, other_thread, NULL);
    pthread_barrier_wait(&barrier);
    CHECK_EQ(count_names("/proc/self/task"), 2);
    CHECK_EQ(stat("/proc/self/task", &st), 0);
    CHECK_EQ(st.st_nlink, 4);
    CHECK_EQ(proc_field(proc_read("/proc/self/stat"), 20), 2);
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", tid_of_other);
    CHECK(!strcmp(proc_read(path), "other\n"));
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid_of_other);
    CHECK(proc_await_state(path, 'S'));
    CHECK_EQ(proc_field(proc_read(path), 1), tid_of_other);
    CHECK_EQ(proc_field(proc_read(path), 4), getppid());
    CHECK_EQ(proc_field(proc_read(path), 38), -1);
    snprintf(path, sizeof path, "/proc/self/task/%d/status", tid_of_other);
    CHECK_EQ(atoi(proc_line(proc_read(path), "Tgid")), getpid());
    CHECK_EQ(atoi(proc_line(proc_read(path), "Pid")), tid_of_other);
    snprintf(path, sizeof path, "/proc/self/task/%d", tid_of_other);
    int dir = open(path, O_RDONLY | O_DIRECTORY);
    int comm = openat(dir, "comm", O_RDONLY);
    CHECK(dir >= 0 && comm >= 0);
    pthread_barrier_wait(&barrier);
    pthread_join(thread, NULL);
    for (int i = 0; i < 2000 && stat(path, &st) == 0; i++)
        sleep_ms(1); /* joined a moment before it has ended */
    CHECK_ERR(stat(path, &st), ENOENT);
    CHECK_ERR(openat(dir, "stat", O_RDONLY), ENOENT);
    CHECK_ERR(read(comm, text, sizeof text), ESRCH);
    CHECK_ERR(stat("/proc/self/task/1000000", &st), ENOENT);
    CHECK_EQ(count_names("/proc/self/task"), 1);
    close(comm);
    close(dir);
    ok("threads");
}

/* The directory is listed while processes come and go: all that stay are there,
 * each once. */
static void test_listing(void)
{
    enum { STAYING = 40 };
    int pids[STAYING], seen[STAYING] = {0};
    DIR *dir = opendir("/proc");
    struct dirent *entry;

    for (int i = 0; i < STAYING; i++)
        pids[i] = start_child(wait_in_sleep);
    rewinddir(dir);
    for (int n = 0; (entry = readdir(dir)); n++) {
        for (int i = 0; i < STAYING; i++)
            seen[i] += atoi(entry->d_name) == pids[i];
        if (n % 16 == 0)
            waitpid(start_child(sync), NULL, 0);
    }
    for (int i = 0; i < STAYING; i++) {
        CHECK_EQ(seen[i], 1);
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    closedir(dir);
    ok("listing");
}

/* CPU time and switches are those of getrusage. */
static void test_usage(void)
{
    struct rusage usage;
    char path[64];

    for (volatile int i = 0; i < 30000000; i++)
        ;
    getrusage(RUSAGE_SELF, &usage);
    long ticks = usage.ru_utime.tv_sec * 100 + usage.ru_utime.tv_usec / 10000;
    long told = (long)proc_field(proc_read("/proc/self/stat"), 14);
    CHECK(told >= ticks - 2 && told <= ticks + 2);
    sleep_ms(1);
    long before = atol(
        proc_line(proc_read("/proc/self/status"), "voluntary_ctxt_switches"));
    for (int i = 0; i < 5; i++)
        sleep_ms(1);
    CHECK(atol(proc_line(proc_read("/proc/self/status"),
                         "voluntary_ctxt_switches")) >= before + 5);
    snprintf(path, sizeof path, "/proc/%d/limits", getpid());
    CHECK(strstr(proc_read(path), "Max open files   ") != NULL);
    ok("usage");
}

int main(int argc, char **argv)
{
    (void)argc, (void)argv;
    test_stat();
    test_status();
    test_names();
    test_maps();
    test_states();
    test_end();
    test_threads();
    test_listing();
    test_usage();
    return check_status();
}
