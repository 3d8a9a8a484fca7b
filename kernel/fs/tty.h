/* SPDX-License-Identifier: MIT
 *
 * A terminal as a file: the line discipline (fs/tty_line.h) with a lock, sleepers,
 * job control, and a source that types. There is one, the console's, and only
 * when somebody types there (fs/tty_console.c).
 */
#ifndef FS_TTY_H
#define FS_TTY_H

#include "fs/file.h"
#include "fs/tty_line.h"
#include "lock.h"
#include "task/waitq.h"

struct tty {
    struct spinlock lock; /* protects all that follows */
    struct line line;
    struct winsize window;
    struct waitq readers, writers; /* sleepers */
    struct waitq polls;            /* poll's waiters, for both directions */
    uint32_t session;              /* whose controlling terminal; 0: nobody's */
    uint32_t group;                /* the foreground process group; 0: none */
    uint64_t raised; /* bit: a signal that is to go to the foreground */
    bool hung_up;    /* nobody will type any more: reads give the end */

    /* A reader finds nothing. Type something now (tty_type), or say false: it
     * comes by itself, or never does. Called with the lock held. */
    bool (*ask)(struct tty *tty);

    /* Show bytes on the screen. Called with the lock held. */
    void (*show)(const char *bytes, size_t count);
};

/* Files on a terminal: file->object is not used, there is one terminal. */
extern const struct file_ops tty_file_ops;

/* Prepare *tty, with Linux's first settings. */
void tty_init(struct tty *tty);

/* Take and release the lock. The release also sends the signals that were
 * raised meanwhile; so no lock is held around it. */
void tty_lock(struct tty *tty);
void tty_unlock(struct tty *tty);

/* `byte` was typed; with the lock held. Wakes who waits for it. */
void tty_type(struct tty *tty, uint8_t byte);

/* Its settings have changed: whoever waits looks again. With the lock held. */
void tty_wake(struct tty *tty);

/* Nobody will type any more; with the lock held. */
void tty_hang_up(struct tty *tty);

/* ioctl(2) on a terminal (tty_ioctl.c). */
int64_t tty_ioctl(struct file *file, uint32_t request, uint64_t argument);

/* Is the caller not in the background of its terminal? The lock is held. */
bool tty_is_foreground(const struct tty *tty);

/* May the caller do what a process in the background may not (`signal`: SIGTTIN
 * for reading, SIGTTOU for changing)? 0: yes; -EIO: nobody would notice; -EINTR:
 * its group was sent the signal. No lock held. */
int tty_check_background(struct tty *tty, int signal);

/* The console's terminal, or NULL: the console is none (tty_console.c). */
extern struct tty *console_tty;

struct inode;

/* Make the console a terminal at which `script` is typed, a regular file whose
 * reference is taken over: a line whenever a reader would have to wait. After
 * the last line the terminal hangs up. */
void tty_console_script(struct inode *script);

/* Make it one at which a person types, on the serial line: console=serial. Stops
 * the boot if there is no memory. */
void tty_console_serial(void);

#endif
