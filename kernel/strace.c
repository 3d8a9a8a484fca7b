/* SPDX-License-Identifier: MIT
 *
 * strace=1: each system call of the programs on the console, as strace -f prints
 * it:
 *
 *   [pid     1] openat(AT_FDCWD, "/etc/motd", O_RDONLY, 00) = 3
 *
 * The call is printed when it begins and its result when it ends. If another LWP
 * comes between, the line is broken off with `<unfinished ...>`, and the end says
 * which call is `resumed`; so a call that sleeps for ever is seen, too. A call
 * that writes is only printed at its end, after its output (or when another LWP
 * comes between).
 *
 * The table of handlers is replaced by one function that prints and calls the
 * true handler. So it costs nothing when it is off. When it is on, the printing is
 * charged to the LWP that calls, and the lock ties the cores' clocks together:
 * measure nothing with it. It shows no signals, and no numbers beyond the table.
 */
#include "strace.h"
#include <stdbool.h>
#include "core.h"
#include "lib/print.h"
#include "lib/string.h"
#include "lock.h"
#include "options.h"
#include "syscall.h"
#include "task/lwp.h"
#include "x86/trap.h"

#define LINE_SIZE 400 /* with a result behind it, one kprintf */
#define RESULT_SIZE 32

struct call {
    const char *name, *parameters; /* NULL: a gap in the numbers */
};

#define SYSCALL(number, name, parameters) [number] = {#name, #parameters},
static const struct call calls[] = {
#include "syscall.def"
};
#undef SYSCALL

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static syscall_handler *handlers[CALLS]; /* the true ones */

static struct spinlock line_lock = {.name = "strace"}; /* protects: */
static uint32_t line_tid;         /* whose call is not ended yet; 0: nobody's */
static char line_held[LINE_SIZE]; /* what of it is not printed yet */

/* Somebody else has something to say. Lock held. */
static void line_break(void)
{
    if (line_tid)
        kprintf("%s <unfinished ...>\n", line_held);
    line_held[0] = '\0';
    line_tid = 0;
}

/* Does the call itself print on the console, or may it? */
static bool is_output(const char *name)
{
    return strncmp(name, "write", 5) == 0 || strncmp(name, "pwrite", 6) == 0 ||
           strcmp(name, "sendfile") == 0 || strncmp(name, "syscall_", 8) == 0;
}

static bool returns(const char *name)
{
    return strcmp(name, "exit") != 0 && strcmp(name, "exit_group") != 0;
}

static void enter(uint32_t tid, const char *name, const char *parameters,
                  const uint64_t args[6])
{
    char text[LINE_SIZE];
    int prefix = ksnprintf(text, sizeof(text), "[pid %5u] ", tid);

    strace_format_call(text + prefix, sizeof(text) - (size_t)prefix, name,
                       parameters, args);
    spin_lock(&line_lock);
    line_break();
    if (!returns(name)) {
        kprintf("%s) = ?\n", text);
    } else {
        line_tid = tid;
        if (is_output(name))
            strlcpy(line_held, text, sizeof(line_held));
        else
            kprintf("%s", text);
    }
    spin_unlock(&line_lock);
}

static void leave(uint32_t tid, const char *name, int64_t result)
{
    char text[RESULT_SIZE];

    strace_format_result(text, sizeof(text), name, result);
    spin_lock(&line_lock);
    if (line_tid == tid) {
        kprintf("%s) = %s\n", line_held, text);
        line_held[0] = '\0';
        line_tid = 0;
    } else {
        line_break();
        kprintf("[pid %5u] <... %s resumed>) = %s\n", tid, name, text);
    }
    spin_unlock(&line_lock);
}

/* In the place of every handler. The number is taken first: some calls replace
 * the frame. */
static int64_t print_call(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                          uint64_t e, uint64_t f)
{
    const struct lwp *lwp = current_lwp();
    const uint64_t args[] = {a, b, c, d, e, f};
    uint64_t number = lwp->frame->error;
    const char *name = calls[number].name;
    const char *parameters = calls[number].parameters;
    char unknown[RESULT_SIZE];

    if (!name) {
        ksnprintf(unknown, sizeof(unknown), "syscall_%lu", number);
        name = unknown;
        parameters = "(uint64_t a, uint64_t b, uint64_t c)";
    }
    enter(lwp->tid, name, parameters, args);
    int64_t result = handlers[number](a, b, c, d, e, f);
    leave(lwp->tid, name, result);
    return result;
}

void strace_init(void)
{
    if (!options.strace)
        return;
    for (uint64_t i = 0; i < CALLS; i++) {
        handlers[i] = syscall_handlers[i];
        syscall_handlers[i] = print_call;
    }
}
