/* SPDX-License-Identifier: MIT
 *
 * From a signal to its Python handler.
 *
 * THE PROBLEM. The kernel calls a signal's handler in any thread and between any
 * two instructions: whether the GIL is held, and in which state objects are,
 * nobody knows. No Python code can run there.
 *
 * THE PROTOCOL. The C handler only stores: which signal has come (`arrived`),
 * and gil_attention, with which the policy makes the next safepoint come. There
 * the main thread, and no other, calls the Python handlers. If it is blocked in
 * a system call the signal ends that with EINTR; then it takes the GIL, runs the
 * handlers, and makes the call again, unless a handler has raised (PEP 475).
 *
 * WHY IT IS RIGHT. A signal is marked before attention is asked for, and
 * attention is taken back before marks are read: none is lost. Several of the
 * same number may become one, as the kernel has it, too.
 *
 * WHERE IT FAILS. A signal between the last look and the system call does not
 * end that call. CPython has this gap as well; set_wakeup_fd closes it for
 * programs that poll. And if the main thread waits deaf (LOCK_SIGNALS=off) the
 * signal waits with it.
 */
#include "vm/interrupt.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "object/error.h"

bool interrupt_locks = true;

/* By number: has it come? Written by C handlers. */
static atomic_bool arrived[INTERRUPTS];
static atomic_int wakeup_fd = -1;

/* By number; protected by the GIL. */
static struct object *handlers[INTERRUPTS];
static struct object *default_handler;

/* Async-signal-safe; any thread. */
static void on_signal(int number)
{
    int saved = errno, fd = atomic_load(&wakeup_fd);
    uint8_t byte = (uint8_t)number;

    atomic_store(&arrived[number], true);
    gil_attend();
    if (fd >= 0 && write(fd, &byte, 1) < 0)
        errno = 0; /* nobody can be told */
    errno = saved;
}

static struct object *raise_interrupt(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return error_raise_object(&type_KeyboardInterrupt.head);
}

static const struct method_def default_def = {
    "default_int_handler", raise_interrupt, 2, 2,
    .doc = "default_int_handler(number, frame): raise KeyboardInterrupt"};

static void read_environment(void)
{
    const char *text = getenv("LOCK_SIGNALS");

    if (!text || strcmp(text, "on") == 0)
        return;
    if (strcmp(text, "off") != 0) {
        fprintf(stderr, "LOCK_SIGNALS=%s: legal values are on and off\n", text);
        exit(2);
    }
    interrupt_locks = false;
}

int interrupt_start(void)
{
    struct sigaction now;

    read_environment();
    default_handler = builtin_new(&default_def, NULL, NULL);
    if (!default_handler)
        return -1;
    if (sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
        return interrupt_set(SIGINT, ref(default_handler), NULL);
    return 0;
}

void interrupt_end(void)
{
    for (int number = 1; number < INTERRUPTS; number++)
        replace(&handlers[number], NULL);
    replace(&default_handler, NULL);
}

void interrupt_after_fork(void)
{
    gil_attended();
    for (int number = 1; number < INTERRUPTS; number++)
        atomic_store(&arrived[number], false);
}

struct object *interrupt_handler(int number)
{
    return handlers[number];
}

struct object *interrupt_default(void)
{
    return default_handler;
}

int interrupt_set(int number, struct object *handler, void (*action)(int))
{
    /* Without SA_RESTART: a blocked call must end for the handler to run. */
    struct sigaction new = {.sa_handler = handler ? on_signal : action};

    if (sigaction(number, &new, NULL) < 0) {
        error_errno(errno, NULL);
        unref_maybe(handler);
        return -1;
    }
    replace(&handlers[number], handler);
    return 0;
}

int interrupt_set_wakeup(int fd)
{
    return atomic_exchange(&wakeup_fd, fd);
}

/* handler(number, None): without the frame that CPython gives. */
static int handle(int number)
{
    struct object *const args[] = {small_from(number), NONE};
    struct object *handler = ref_maybe(handlers[number]);
    struct object *result;

    if (!handler) /* changed since the signal came */
        return 0;
    result = object_call(handler, args, 2, NULL);
    unref(handler);
    unref_maybe(result);
    return result ? 0 : -1;
}

int interrupt_run(void)
{
    if (!interrupt_pending() || thread_self != main_thread)
        return 0;
    gil_attended();
    for (int number = 1; number < INTERRUPTS; number++) {
        if (!atomic_exchange(&arrived[number], false) || handle(number) == 0)
            continue;
        gil_attend(); /* others may have come as well */
        return -1;
    }
    return 0;
}
