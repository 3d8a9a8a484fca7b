/* SPDX-License-Identifier: MIT
 *
 * What ioctl(2) does to a terminal. Source: ioctl_tty(2). Output is shown at
 * once, so that there is never anything to drain.
 */
#include "fs/tty.h"
#include "fs/tty_jobs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/uaccess.h"
#include "task/signal.h"

/* Requests: asm-generic/ioctls.h. */
enum {
    TCGETS = 0x5401,
    TCSETS = 0x5402,
    TCSETSW = 0x5403, /* after draining the output */
    TCSETSF = 0x5404, /* and forgetting the input */
    TCSBRK = 0x5409,
    TCXONC = 0x540a,
    TCFLSH = 0x540b,
    TIOCSCTTY = 0x540e,
    TIOCGPGRP = 0x540f,
    TIOCSPGRP = 0x5410,
    TIOCOUTQ = 0x5411,
    TIOCGWINSZ = 0x5413,
    TIOCSWINSZ = 0x5414,
    FIONREAD = 0x541b,
    TIOCNOTTY = 0x5422,
    TCSBRKP = 0x5425,
    TIOCGSID = 0x5429,
};

/* Arguments of TCFLSH and TCXONC: tcflush(3), tcflow(3). */
enum { TCIFLUSH, TCOFLUSH, TCIOFLUSH };
enum { TCOOFF, TCOON, TCIOFF, TCION };

static int get_settings(struct tty *tty, uint64_t argument)
{
    tty_lock(tty);
    struct termios termios = tty->line.termios;
    tty_unlock(tty);
    return copy_to_user(argument, &termios, sizeof(termios));
}

/* A change may make a reader's input complete, or a writer go on. */
static int set_settings(struct tty *tty, uint64_t argument, bool flush)
{
    struct termios termios;

    if (copy_from_user(&termios, argument, sizeof(termios)) != 0)
        return -EFAULT;
    tty_lock(tty);
    if (flush)
        line_flush(&tty->line);
    line_set(&tty->line, &termios);
    tty_wake(tty);
    tty_unlock(tty);
    return 0;
}

static int flush(struct tty *tty, uint64_t which)
{
    if (which > TCIOFLUSH)
        return -EINVAL;
    tty_lock(tty);
    if (which != TCOFLUSH)
        line_flush(&tty->line);
    tty_unlock(tty);
    return 0;
}

/* Stop and start output. What stops and starts the other side's is for lines
 * with another side. */
static int flow(struct tty *tty, uint64_t what)
{
    if (what > TCION)
        return -EINVAL;
    tty_lock(tty);
    if (what == TCOOFF)
        tty->line.stopped = true;
    if (what == TCOON)
        tty->line.stopped = false;
    tty_wake(tty);
    tty_unlock(tty);
    return 0;
}

static int get_window(struct tty *tty, uint64_t argument)
{
    tty_lock(tty);
    struct winsize window = tty->window;
    tty_unlock(tty);
    return copy_to_user(argument, &window, sizeof(window));
}

static int set_window(struct tty *tty, uint64_t argument)
{
    struct winsize window;

    if (copy_from_user(&window, argument, sizeof(window)) != 0)
        return -EFAULT;
    tty_lock(tty);
    if (memcmp(&window, &tty->window, sizeof(window)) != 0)
        tty->raised |= signal_bit(SIGWINCH);
    tty->window = window;
    tty_unlock(tty);
    return 0;
}

static int give_number(uint64_t argument, uint32_t number)
{
    return copy_to_user(argument, &number, sizeof(number));
}

static int get_readable(struct tty *tty, uint64_t argument)
{
    tty_lock(tty);
    uint32_t count = line_readable(&tty->line);
    tty_unlock(tty);
    return give_number(argument, count);
}

/* Those that a process in the background may not do. */
static int change(struct tty *tty, uint32_t request, uint64_t argument)
{
    int error = tty_check_background(tty, SIGTTOU);

    if (error)
        return error;
    switch (request) {
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
        return set_settings(tty, argument, request == TCSETSF);
    case TCFLSH:
        return flush(tty, argument);
    case TCXONC:
        return flow(tty, argument);
    case TIOCSPGRP:
        return tty_set_group(tty, argument);
    default: /* TCSBRK, TCSBRKP: a break, or waiting for output */
        return 0;
    }
}

int64_t tty_ioctl(struct file *file, uint32_t request, uint64_t argument)
{
    struct tty *tty = console_tty;

    (void)file;
    switch (request) {
    case TCGETS:
        return get_settings(tty, argument);
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
    case TCFLSH:
    case TCXONC:
    case TCSBRK:
    case TCSBRKP:
    case TIOCSPGRP:
        return change(tty, request, argument);
    case TIOCGWINSZ:
        return get_window(tty, argument);
    case TIOCSWINSZ:
        return set_window(tty, argument);
    case TIOCGPGRP:
        return tty_get_group(tty, argument);
    case TIOCGSID:
        return tty_get_session(tty, argument);
    case TIOCSCTTY:
        return tty_take(tty, argument);
    case TIOCNOTTY:
        return tty_give_up(tty);
    case FIONREAD:
        return get_readable(tty, argument);
    case TIOCOUTQ:
        return give_number(argument, 0);
    default:
        return -ENOTTY;
    }
}
