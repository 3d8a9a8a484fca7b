/* SPDX-License-Identifier: MIT
 *
 * Reading, writing and polling a terminal. What the bytes mean is the line
 * discipline's; here is who waits, for how long (VMIN and VTIME: termios(3)),
 * and who wakes whom.
 *
 * A key may raise a signal, and it comes in with the terminal's lock held; the
 * signal is noted and sent when the lock is released (tty_unlock), since sending
 * takes the locks of processes.
 */
#include "fs/tty.h"
#include "core.h"
#include "fs/poll.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "task/lwp.h"
#include "task/signal.h"
#include "time/clock.h"

#define WRITE_CHUNK 256    /* bytes copied from the user at a time */
#define TENTH_NS 100000000 /* VTIME's unit */

#define POLL_READ (POLLIN | POLLRDNORM)
#define POLL_WRITE (POLLOUT | POLLWRNORM)

static void wake_readers(struct tty *tty)
{
    waitq_wake(&tty->readers, WAKE_ALL);
    poll_wake(&tty->polls, POLL_READ);
}

static void wake_writers(struct tty *tty)
{
    waitq_wake(&tty->writers, WAKE_ALL);
    poll_wake(&tty->polls, POLL_WRITE);
}

void tty_type(struct tty *tty, uint8_t byte)
{
    bool was_stopped = tty->line.stopped;

    line_type(&tty->line, byte);
    if (line_ready(&tty->line, 1))
        wake_readers(tty);
    if (was_stopped && !tty->line.stopped)
        wake_writers(tty);
}

void tty_wake(struct tty *tty)
{
    wake_readers(tty);
    wake_writers(tty);
}

void tty_hang_up(struct tty *tty)
{
    tty->hung_up = true;
    waitq_wake(&tty->readers, WAKE_ALL);
    waitq_wake(&tty->polls, WAKE_ALL);
}

/* ---- reading ---- */

/* How a read waits: termios(3), "Canonical and noncanonical mode". */
struct patience {
    uint32_t minimum; /* bytes without which it does not return */
    uint64_t tenths;  /* VTIME, in clock units; 0: no limit */
    bool between;     /* the time counts from the last byte, not the call */
};

static struct patience patience_of(const struct line *line, uint64_t bytes)
{
    if (line_canonical(line))
        return (struct patience){.minimum = 1};
    uint32_t minimum = line->termios.keys[VMIN];
    return (struct patience){
        .minimum = (uint32_t)min_u64(minimum, bytes),
        .tenths = ns_to_clock(line->termios.keys[VTIME] * (uint64_t)TENTH_NS),
        .between = minimum > 0,
    };
}

/* When the present wait ends, given `have` bytes. */
static uint64_t wait_until(const struct patience *patience, uint32_t have)
{
    if (patience->tenths == 0)
        return patience->minimum ? CLOCK_NEVER : 0;
    if (patience->between && have == 0)
        return CLOCK_NEVER;
    return core_clock() + patience->tenths;
}

/* Wait for more than `have` bytes, with the lock held: 0 or -errno, and
 * -ETIMEDOUT if nothing more comes in time or ever. */
static int await_more(struct tty *tty, const struct patience *patience,
                      uint32_t have, bool nonblock)
{
    struct wait_reason reason = {WAIT_TTY, 0};
    uint64_t deadline = wait_until(patience, have);

    if (signal_pending(current_lwp()))
        return -EINTR;
    if (tty->ask && tty->ask(tty)) {
        tty_unlock(tty); /* sends signals */
        tty_lock(tty);
        return 0;
    }
    if (tty->hung_up || deadline == 0)
        return -ETIMEDOUT;
    if (nonblock)
        return have ? -ETIMEDOUT : -EAGAIN;
    return waitq_sleep(&tty->readers, &tty->lock, reason, deadline);
}

/* Wait until a read of `bytes` may return; the lock is held. 0, -EAGAIN, -EINTR. */
static int await_input(struct tty *tty, uint64_t bytes, bool nonblock)
{
    for (;;) {
        struct patience patience = patience_of(&tty->line, bytes);
        uint32_t have = line_readable(&tty->line);
        if (line_canonical(&tty->line) ? line_ready(&tty->line, 1)
                                       : have >= max_u64(patience.minimum, 1))
            return 0;
        int error = await_more(tty, &patience, have, nonblock);
        if (error == -ETIMEDOUT)
            return 0;
        if (error)
            return have && !line_canonical(&tty->line) ? 0 : error;
    }
}

static int64_t tty_read(struct file *file, uint64_t buffer, uint64_t bytes,
                        uint64_t *position)
{
    struct tty *tty = console_tty;
    int error = tty_check_background(tty, SIGTTIN);

    (void)position;
    if (error || bytes == 0)
        return error;
    bytes = min_u64(bytes, LINE_BUFFER);
    uint8_t *text = kmalloc(bytes);
    if (!text)
        return -ENOMEM;
    tty_lock(tty);
    uint32_t count = 0;
    error = await_input(tty, bytes, file->flags & O_NONBLOCK);
    if (!error)
        count = line_read(&tty->line, text, (uint32_t)bytes);
    tty_unlock(tty);
    if (count)
        error = copy_to_user(buffer, text, count);
    kfree(text);
    return error ? error : (int64_t)count;
}

/* ---- writing ---- */

/* Show `bytes` of kernel memory as soon as output is not stopped. 0, -EAGAIN,
 * -EINTR. */
static int show_text(struct file *file, const char *text, size_t bytes)
{
    struct tty *tty = console_tty;
    struct wait_reason reason = {WAIT_TTY, 0};
    int error = 0;

    tty_lock(tty);
    while (tty->line.stopped && !error)
        error =
            file->flags & O_NONBLOCK
                ? -EAGAIN
                : waitq_sleep(&tty->writers, &tty->lock, reason, CLOCK_NEVER);
    if (!error)
        line_write(&tty->line, text, bytes);
    tty_unlock(tty);
    return error;
}

static int check_write(void)
{
    return console_tty->line.termios.local & TOSTOP
               ? tty_check_background(console_tty, SIGTTOU)
               : 0;
}

static int64_t tty_write(struct file *file, uint64_t buffer, uint64_t bytes,
                         uint64_t *position)
{
    char chunk[WRITE_CHUNK];
    uint64_t done = 0;
    int error = check_write();

    (void)position;
    while (done < bytes && !error) {
        uint64_t piece = min_u64(bytes - done, sizeof(chunk));
        error = copy_from_user(chunk, buffer + done, piece);
        if (!error)
            error = show_text(file, chunk, piece);
        if (!error)
            done += piece;
    }
    return done ? (int64_t)done : error;
}

static int64_t tty_write_kernel(struct file *file, const void *data,
                                uint64_t bytes)
{
    int error = check_write();

    if (!error)
        error = show_text(file, data, bytes);
    return error ? error : (int64_t)bytes;
}

/* ---- polling ---- */

/* Would a read return? Who will wait for it, and may read, makes the source
 * type, as a reader does. Who only looks sees what is there: a program that
 * draws its screen when no key is waiting (vi) does so. */
static bool readable(struct tty *tty, bool makes_type)
{
    const uint8_t *keys = tty->line.termios.keys;
    uint32_t minimum = keys[VTIME] == 0 && keys[VMIN] ? keys[VMIN] : 1;

    while (!line_ready(&tty->line, minimum))
        if (!makes_type || tty->raised || !tty->ask || !tty->ask(tty))
            return tty->hung_up;
    return true;
}

static uint32_t tty_poll(struct file *file, struct poll_table *table)
{
    struct tty *tty = console_tty;
    uint32_t ready = 0;

    (void)file;
    tty_lock(tty);
    poll_wait(table, &tty->polls, &tty->lock);
    bool will_wait = !table || table->hook;
    if (readable(tty, will_wait && tty_is_foreground(tty)))
        ready |= POLL_READ;
    if (tty->hung_up && !line_ready(&tty->line, 1))
        ready |= POLLHUP;
    if (!tty->line.stopped)
        ready |= POLL_WRITE;
    tty_unlock(tty);
    return ready;
}

const struct file_ops tty_file_ops = {
    .read = tty_read,
    .write = tty_write,
    .write_kernel = tty_write_kernel,
    .poll = tty_poll,
    .ioctl = tty_ioctl,
};

/* ---- beginning ---- */

static void show(void *owner, const char *bytes, size_t count)
{
    struct tty *tty = owner;
    tty->show(bytes, count);
}

static void raise(void *owner, int signal)
{
    struct tty *tty = owner;
    tty->raised |= signal_bit(signal);
}

static const struct line_ops line_ops = {.show = show, .raise = raise};

void tty_init(struct tty *tty)
{
    tty->lock = SPINLOCK("terminal");
    line_init(&tty->line, &line_ops, tty);
    waitq_init(&tty->readers);
    waitq_init(&tty->writers);
    waitq_init(&tty->polls);
}
