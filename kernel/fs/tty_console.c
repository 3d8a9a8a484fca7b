/* SPDX-License-Identifier: MIT
 *
 * The console's terminal, and who types at it.
 *
 * In batch runs that is a file: a line at a time, each when a reader would
 * otherwise have to wait. So what is typed when does not depend on time, and the
 * machine stays repeatable. For what has to come unasked, a ^C for a program that
 * does not read, there is the pause: after a 0 byte the next line comes half a
 * second later, whether or not anybody reads.
 *
 * In interactive runs it is a person at the serial line, which an LWP of the
 * kernel looks at every POLL_MS: a signal is sent in process context then, and no
 * interrupt handler needs the terminal's lock.
 */
#include "fs/tty.h"
#include "boot_info.h"
#include "console.h"
#include "core.h"
#include "drivers/uart.h"
#include "fs/inode.h"
#include "lib/string.h"
#include "options.h"
#include "task/lwp.h"
#include "task/sched.h"
#include "time/clock.h"
#include "x86/context.h"

#define SCRIPT_PAUSE 0 /* in a script: the typist rests for PAUSE_MS */
#define PAUSE_MS 500
#define POLL_MS 10
#define PASTE_MS 1 /* until the next look, while bytes keep coming */

struct tty *console_tty;

static struct tty terminal;

/* Under terminal.lock. */
static struct inode *script;
static uint64_t script_position;
static bool pausing;       /* the typist rests, and then goes on by itself */
static struct waitq rests; /* of the typist, until `pausing` */

static bool next_byte(uint8_t *byte)
{
    return inode_read_kernel(script, byte, 1, script_position) == 1;
}

static void begin_pause(void)
{
    script_position++;
    pausing = true;
    waitq_wake(&rests, WAKE_ALL);
}

/* Type up to what ends a line or raises a signal; a pause behind it begins at
 * once. False: there was nothing to type now. */
static bool type_line(struct tty *tty)
{
    bool typed = false, done = false;
    uint8_t byte;

    if (tty->hung_up || pausing)
        return false;
    while (next_byte(&byte)) {
        if (byte == SCRIPT_PAUSE) {
            begin_pause();
            return typed;
        }
        if (done)
            return true;
        script_position++;
        tty_type(tty, byte);
        typed = true;
        done = byte == '\n' || tty->raised;
    }
    if (!done)
        tty_hang_up(tty);
    return true;
}

static void sleep_ms(uint64_t ms)
{
    lwp_prepare_sleep((struct wait_reason){WAIT_TTY, 0});
    lwp_sleep(core_clock() + ns_to_clock(ms * 1000000));
}

/* What the LWP that types after pauses does, for ever. */
static void type_after_pauses(void)
{
    for (;;) {
        tty_lock(&terminal);
        while (!pausing)
            waitq_sleep(&rests, &terminal.lock,
                        (struct wait_reason){WAIT_TTY, 0}, CLOCK_NEVER);
        tty_unlock(&terminal);
        sleep_ms(PAUSE_MS);
        tty_lock(&terminal);
        pausing = false;
        type_line(&terminal);
        tty_unlock(&terminal);
    }
}

static void become_terminal(void)
{
    tty_init(&terminal);
    terminal.window = (struct winsize){
        .rows = (uint16_t)options.window_rows,
        .columns = (uint16_t)options.window_columns,
    };
    terminal.show = console_write_raw;
    terminal.session = terminal.group = 1; /* pid 1's */
    console_tty = &terminal;
}

/* An LWP of the kernel that does `run`. */
static void start_keyboard(void (*run)(void))
{
    struct lwp *lwp = lwp_create(NULL);

    if (!lwp)
        boot_refuse("there is no memory for the console's LWP");
    strlcpy(lwp->name, "keyboard", sizeof(lwp->name));
    context_prepare_kernel(lwp, run);
    sched_start(lwp);
}

void tty_console_script(struct inode *file)
{
    uint8_t byte;

    become_terminal();
    script = file;
    terminal.ask = type_line;
    waitq_init(&rests);
    if (next_byte(&byte) && byte == SCRIPT_PAUSE)
        begin_pause();
    start_keyboard(type_after_pauses);
}

/* Type what has come on the serial line. What finds no room stays there, and the
 * other side has to wait: so a long text can be pasted. */
static bool hear(void)
{
    uint8_t byte;

    tty_lock(&terminal);
    bool heard = !line_full(&terminal.line) && uart_read(&byte);
    if (heard)
        tty_type(&terminal, byte);
    tty_unlock(&terminal);
    return heard;
}

/* What the LWP of the serial line does, for ever. */
static void listen(void)
{
    for (;;) {
        bool heard = false;
        while (hear())
            heard = true;
        sleep_ms(heard ? PASTE_MS : POLL_MS);
    }
}

void tty_console_serial(void)
{
    become_terminal();
    start_keyboard(listen);
}
