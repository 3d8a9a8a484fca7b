/* SPDX-License-Identifier: MIT
 *
 * SA_SIGINFO: who sent it, and, for faults, why and where; the handler leaves
 * by siglongjmp or mends the cause and returns.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <ucontext.h>

static sigjmp_buf back;
static siginfo_t seen;
static volatile int mend;

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;

    seen = *info;
    if (mend) {
        mprotect(info->si_addr, PAGE, PROT_READ | PROT_WRITE);
        return;
    }
    if (number == SIGTRAP || number == SIGUSR1 || number == SIGCHLD ||
        number == SIGPIPE)
        return;
    CHECK(u->uc_mcontext.gregs[REG_RIP] != 0);
    siglongjmp(back, number);
}

/* Do STATEMENT; expect the signal NUMBER with the code CODE. */
#define FAULTS(statement, number, code)                                        \
    do {                                                                       \
        int got = sigsetjmp(back, 1);                                          \
        if (got == 0) {                                                        \
            statement;                                                         \
            CHECK(!"it went through");                                         \
        }                                                                      \
        CHECK_EQ(got, number);                                                 \
        CHECK_EQ(seen.si_signo, number);                                       \
        CHECK_EQ(seen.si_code, code);                                          \
    } while (0)

static void install(void)
{
    int numbers[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,
                     SIGTRAP, SIGUSR1, SIGCHLD, SIGPIPE};
    struct sigaction a = {.sa_sigaction = handler,
                          .sa_flags = SA_SIGINFO | SA_RESTART};

    for (int i = 0; i < 8; i++)
        CHECK_EQ(sigaction(numbers[i], &a, NULL), 0);
}

static void check_segv(void)
{
    volatile char *none = no_access_page(), *ro = read_only_page();
    volatile char *gone = pages(1), *null = NULL;

    munmap((void *)gone, PAGE);
    __asm__("" : "+r"(null));
    FAULTS(*null = 1, SIGSEGV, SEGV_MAPERR);
    CHECK(seen.si_addr == NULL);
    FAULTS((void)gone[5], SIGSEGV, SEGV_MAPERR);
    CHECK(seen.si_addr == gone + 5);
    FAULTS((void)none[9], SIGSEGV, SEGV_ACCERR);
    CHECK(seen.si_addr == none + 9);
    FAULTS(ro[7] = 1, SIGSEGV, SEGV_ACCERR);
    CHECK(seen.si_addr == ro + 7);
    ok("memory");
}

static void check_beyond(void)
{
    volatile char *kernel = KERNEL_ADDRESS, *neither = NON_CANONICAL;

    FAULTS((void)*kernel, SIGSEGV, SEGV_MAPERR);
    FAULTS((void)*neither, SIGSEGV, SI_KERNEL);
    CHECK(seen.si_addr == NULL);
    FAULTS(__asm__ volatile("hlt"), SIGSEGV, SI_KERNEL);
    ok("beyond");
}

static void check_instructions(void)
{
    FAULTS(__asm__ volatile("ud2"), SIGILL, ILL_ILLOPN);
    FAULTS(__asm__ volatile("xorl %%edx, %%edx; divl %0"
                            :
                            : "r"(0), "a"(1)
                            : "edx"),
           SIGFPE, FPE_INTDIV);
    __asm__ volatile("int3"); /* goes on behind it */
    CHECK_EQ(seen.si_signo, SIGTRAP);
    CHECK_EQ(seen.si_code, SI_KERNEL);
    __asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq\n\t"
                     "nop\n\t"
                     "pushfq; andl $~0x100, (%%rsp); popfq"
                     :
                     :
                     : "memory", "cc");
    CHECK_EQ(seen.si_signo, SIGTRAP);
    CHECK_EQ(seen.si_code, TRAP_TRACE);
    CHECK(seen.si_addr != NULL);
    ok("instructions");
}

static void divide_x87(uint16_t control)
{
    __asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp; fwait; fninit"
                     :
                     : "m"(control));
}

static void invalid_x87(uint16_t control)
{
    __asm__ volatile("fninit; fldcw %0; fldz; fldz; fdivrp; fwait; fninit"
                     :
                     : "m"(control));
}

/* The x87's exceptions, where the control word lets them through. */
static void check_x87(void)
{
    FAULTS(divide_x87(0x037f & ~4), SIGFPE, FPE_FLTDIV);
    CHECK(seen.si_addr != NULL);
    FAULTS(invalid_x87(0x037f & ~1), SIGFPE, FPE_FLTINV);
    __asm__ volatile("fninit");
    ok("x87");
}

/* In a mapped file, but behind its end. */
static void check_bus(void)
{
    int fd = open("/tmp/signal_info", O_RDWR | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0);
    CHECK_EQ(write(fd, "s", 1), 1);
    volatile char *p =
        mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    CHECK(p != MAP_FAILED);
    CHECK_EQ(p[0], 's');
    FAULTS((void)p[PAGE + 3], SIGBUS, BUS_ADRERR);
    CHECK(seen.si_addr == p + PAGE + 3);
    close(fd);
    unlink("/tmp/signal_info");
    ok("bus");
}

static void check_sender(void)
{
    memset(&seen, 0, sizeof seen);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(seen.si_code, SI_USER);
    CHECK_EQ(seen.si_pid, getpid());
    CHECK_EQ(seen.si_uid, getuid());
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(seen.si_code, SI_TKILL);
    CHECK_EQ(seen.si_pid, getpid());
    CHECK_EQ(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_ptr = &seen}),
             0);
    CHECK_EQ(seen.si_code, SI_QUEUE);
    CHECK_EQ(seen.si_pid, getpid());
    CHECK(seen.si_value.sival_ptr == &seen);
    ok("sender");
}

/* A child that ends, by itself or by a signal, and one that sends. */
static void check_child(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(3);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(seen.si_signo, SIGCHLD);
    CHECK_EQ(seen.si_code, CLD_EXITED);
    CHECK_EQ(seen.si_pid, pid);
    CHECK_EQ(seen.si_uid, getuid());
    CHECK_EQ(seen.si_status, 3);
    signal(SIGCHLD, SIG_DFL);
    pid = fork();
    if (pid == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(seen.si_signo, SIGUSR1);
    CHECK_EQ(seen.si_code, SI_USER);
    CHECK_EQ(seen.si_pid, pid);
    ok("child");
}

static void check_pipe(void)
{
    int fds[2];

    CHECK_EQ(pipe(fds), 0);
    close(fds[0]);
    CHECK_ERR(write(fds[1], "p", 1), EPIPE);
    CHECK_EQ(seen.si_signo, SIGPIPE);
    CHECK_EQ(seen.si_code, SI_USER);
    CHECK_EQ(seen.si_pid, getpid());
    close(fds[1]);
    ok("pipe");
}

/* The instruction that faulted is done again when the handler returns. */
static void check_mend(void)
{
    volatile char *p = pages(1);

    mprotect((void *)p, PAGE, PROT_NONE);
    mend = 1;
    p[0] = 'm';
    CHECK_EQ(p[0], 'm');
    mend = 0;
    ok("mended");
}

int main(void)
{
    install();
    check_segv();
    check_beyond();
    check_instructions();
    check_x87();
    check_bus();
    check_sender();
    check_child();
    check_pipe();
    check_mend();
    return check_status();
}
