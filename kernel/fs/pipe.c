/* SPDX-License-Identifier: MIT
 *
 * Pipes.
 *
 * A pipe is a ring of bytes, 65,536 at first, between two counters: `head` counts
 * the bytes read, `tail` those written; both only grow, and their difference is
 * what the pipe holds. The ring's pages are allocated when bytes first reach
 * them, and an empty pipe starts again at the first page, so that a pipe of
 * short messages needs one page only.
 *
 * The problem. User memory must not be touched with a spinlock held: the copy
 * may fault, and the fault takes other locks. But between looking at the ring
 * and having copied, another reader or writer may come; bytes must stay in
 * order, a write of up to PIPE_BUF bytes must lie in one piece, and when the
 * user's address is bad nothing may have been taken out.
 *
 * The protocol: claim, copy, commit. A reader holds the lock, waits for data,
 * and *claims* the read side (`reading`). It lets go of the lock and copies
 * from the ring straight to the user. With the lock again it *commits*: moves
 * `head` past what was copied, drops the claim, wakes. A writer does the same
 * at the other end with `writing` and `tail`. A short write goes an even
 * shorter way: it copies the user's bytes to its stack first, and then into the
 * ring under the lock, in one step.
 *
 * Why this is right. Readers touch only [head, tail), writers only the rest,
 * and each side has at most one claim, so no two copies meet. A commit moves a
 * counter only by what was copied, so a bad address loses nothing. Who finds
 * his side claimed spins, letting other cores run (core_ops->relax), as he
 * would for a lock: the claim's holder cannot sleep before it commits, because
 * kernel code leaves its core only where it asks to, and a copy does not ask.
 *
 * Waking. Each wait has its own queue. A commit wakes one sleeper, not all (with
 * wakeup=all it does, so that one can count what the thundering herd costs): one
 * reader if there is data, one writer if there is room for PIPE_BUF bytes (so
 * writers are not woken for crumbs, and "writable" means to sleepers what it
 * means to poll). A sleeper that was woken commits in turn and wakes the next,
 * so that no wake-up is lost while there is something to do; one that leaves
 * because of a signal passes its wake-up on. Pollers are told as on Linux, which
 * an edge-triggered epoll shows: readers of each write, writers when a pipe that
 * was full is no longer so.
 *
 * Opening, closing and polling the ends is in pipe_ends.c, another size in
 * pipe_size.c; pipe->lock's order
 * is in file.h.
 */
#include "fs/pipe.h"
#include "fs/poll.h"
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "options.h"
#include "task/signal.h"
#include "task/waitq.h"

#define SMALL_WRITE 256 /* bytes that a write may put on the stack */

/* The page in which the byte with count `at` lies. */
static uint8_t **pipe_page(struct pipe *pipe, uint32_t at)
{
    return &pipe->pages[at / PAGE_SIZE & (pipe->page_count - 1)];
}

/* How many of `bytes` bytes from `at` on lie in the same page. */
static uint32_t within_page(uint32_t at, uint32_t bytes)
{
    uint32_t rest = PAGE_SIZE - at % PAGE_SIZE;
    return bytes < rest ? bytes : rest;
}

/* A page for *page; false: no memory. Seldom needed, and kept out of the way. */
static __attribute__((noinline)) bool pipe_add_page(uint8_t **page)
{
    uint64_t frame = frames_short(1) ? 0 : frame_alloc();
    if (frame)
        *page = phys_to_virt(frame);
    return frame;
}

/* Where to write the byte with count `at`. NULL: no memory for its page. */
static uint8_t *pipe_place(struct pipe *pipe, uint32_t at)
{
    uint8_t **page = pipe_page(pipe, at);
    if (!*page && !pipe_add_page(page))
        return NULL;
    return *page + at % PAGE_SIZE;
}

/* The wakers are called with the lock held. */

static void wake_sleeper(struct waitq *queue)
{
    waitq_wake(queue, options.wakeup_all ? WAKE_ALL : 1);
}

static void wake_readers(struct pipe *pipe)
{
    if (!list_empty(&pipe->read_queue.waiters) && pipe_used(pipe) > 0)
        wake_sleeper(&pipe->read_queue);
}

static void wake_writers(struct pipe *pipe)
{
    if (!list_empty(&pipe->write_queue.waiters) && pipe_room(pipe) >= PIPE_BUF)
        wake_sleeper(&pipe->write_queue);
}

void pipe_relax(struct pipe *pipe)
{
    spin_unlock(&pipe->lock);
    core_ops->relax();
    spin_lock(&pipe->lock);
}

/* Wait, with the lock held, until there is data and nobody reads. How many
 * bytes there are; 0: the end; -EAGAIN, -EINTR. */
static int64_t await_data(struct pipe *pipe, bool nonblock)
{
    struct wait_reason reason = {WAIT_PIPE_READ, pipe->number};
    for (;;) {
        if (pipe->reading) {
            pipe_relax(pipe);
            continue;
        }
        if (pipe_used(pipe) > 0)
            return pipe_used(pipe);
        if (pipe->writers == 0)
            return 0;
        if (nonblock)
            return -EAGAIN;
        int error =
            waitq_sleep(&pipe->read_queue, &pipe->lock, reason, CLOCK_NEVER);
        if (error) {
            wake_readers(pipe);
            return error;
        }
    }
}

/* Wait, with the lock held, until there is room for `bytes` and nobody writes.
 * How much room there is, or -EPIPE, -EAGAIN, -EINTR. */
static __attribute__((noinline)) int64_t wait_for_room(struct pipe *pipe,
                                                       uint64_t bytes,
                                                       bool nonblock)
{
    struct wait_reason reason = {WAIT_PIPE_WRITE, pipe->number};
    for (;;) {
        if (pipe->writing) {
            pipe_relax(pipe);
            continue;
        }
        if (pipe->readers == 0)
            return -EPIPE;
        if (pipe_room(pipe) >= bytes)
            return pipe_room(pipe);
        if (nonblock)
            return -EAGAIN;
        int error =
            waitq_sleep(&pipe->write_queue, &pipe->lock, reason, CLOCK_NEVER);
        if (error) {
            wake_writers(pipe);
            return error;
        }
    }
}

/* The same, short for the common case that there is no need to wait. */
static int64_t await_room(struct pipe *pipe, uint64_t bytes, bool nonblock)
{
    if (!pipe->writing && pipe->readers > 0 && pipe_room(pipe) >= bytes)
        return pipe_room(pipe);
    return wait_for_room(pipe, bytes, nonblock);
}

/* The reader's commit, with the lock held. */
static void commit_read(struct pipe *pipe, uint32_t bytes)
{
    bool was_full = pipe_room(pipe) < PIPE_BUF;
    pipe->head += bytes;
    if (was_full && pipe_room(pipe) >= PIPE_BUF)
        poll_wake(&pipe->write_polls, POLLOUT | POLLWRNORM);
    if (pipe->head == pipe->tail && !pipe->writing)
        pipe->head = pipe->tail = 0;
    pipe->reading = false;
    wake_readers(pipe);
    wake_writers(pipe);
}

/* The writer's. */
static void commit_write(struct pipe *pipe, uint32_t bytes)
{
    pipe->tail += bytes;
    pipe->writing = false;
    if (bytes > 0)
        poll_wake(&pipe->read_polls, POLLIN | POLLRDNORM);
    wake_readers(pipe);
    wake_writers(pipe);
}

/* Copy 1 or more bytes from the ring at `at` to the user, without the lock.
 * Returns how many of them. */
static uint32_t pipe_copy_out(struct pipe *pipe, uint32_t at, uint64_t buffer,
                              uint32_t bytes)
{
    uint32_t done = 0;
    do {
        const uint8_t *from = *pipe_page(pipe, at) + at % PAGE_SIZE;
        uint32_t piece = within_page(at, bytes - done);
        if (copy_to_user(buffer + done, from, piece) != 0)
            break;
        done += piece;
        at += piece;
    } while (done < bytes);
    return done;
}

int64_t pipe_read(struct file *file, uint64_t buffer, uint64_t bytes,
                  uint64_t *position)
{
    struct pipe *pipe = file->object;
    (void)position;
    if (bytes == 0)
        return 0;
    spin_lock(&pipe->lock);
    int64_t there = await_data(pipe, file->flags & O_NONBLOCK);
    if (there <= 0) {
        spin_unlock(&pipe->lock);
        return there;
    }
    uint32_t at = pipe->head;
    pipe->reading = true;
    spin_unlock(&pipe->lock);

    uint32_t done = pipe_copy_out(pipe, at, buffer,
                                  (uint32_t)min_u64(bytes, (uint64_t)there));
    spin_lock(&pipe->lock);
    commit_read(pipe, done);
    spin_unlock(&pipe->lock);
    return done ? (int64_t)done : -EFAULT;
}

/* Copy `bytes` from the user into the ring at `at`, without the lock. How many;
 * if fewer, *error says why. */
static uint32_t pipe_copy_in(struct pipe *pipe, uint32_t at, uint64_t buffer,
                             uint32_t bytes, int64_t *error)
{
    uint32_t done = 0;
    while (done < bytes) {
        uint32_t piece = within_page(at + done, bytes - done);
        uint8_t *to = pipe_place(pipe, at + done);
        *error = to ? copy_from_user(to, buffer + done, piece) : -ENOMEM;
        if (*error)
            break;
        done += piece;
    }
    return done;
}

/* Claim, copy, commit up to `bytes` bytes for a write of which they are the
 * rest. The lock is held. How many, or -errno. */
static int64_t write_piece(struct pipe *pipe, uint64_t buffer, uint64_t bytes,
                           bool whole, bool nonblock)
{
    int64_t error = 0;
    int64_t room = await_room(pipe, whole ? bytes : 1, nonblock);
    if (room < 0)
        return room;
    uint32_t at = pipe->tail;
    pipe->writing = true;
    spin_unlock(&pipe->lock);
    uint32_t done =
        pipe_copy_in(pipe, at, buffer, (uint32_t)min_u64(bytes, (uint64_t)room),
                     &error);
    spin_lock(&pipe->lock);
    commit_write(pipe, done);
    return done ? (int64_t)done : error;
}

/* A write larger than SMALL_WRITE. One of more than PIPE_BUF bytes goes as room
 * comes; without blocking, as far as room goes. */
static __attribute__((noinline)) int64_t write_large(struct pipe *pipe,
                                                     uint64_t buffer,
                                                     uint64_t bytes,
                                                     bool nonblock)
{
    uint64_t done = 0;
    int64_t result = 0;
    bool whole = bytes <= PIPE_BUF;
    spin_lock(&pipe->lock);
    while (done < bytes) {
        result =
            write_piece(pipe, buffer + done, bytes - done, whole, nonblock);
        if (result < 0)
            break;
        done += (uint64_t)result;
        whole = false;
    }
    spin_unlock(&pipe->lock);
    if (result == -EPIPE)
        signal_send_self(SIGPIPE);
    return done ? (int64_t)done : result;
}

/* Put 1 ... PIPE_BUF bytes of kernel memory into the ring, for which there is
 * room, with the lock held. 0 or -ENOMEM. */
static int64_t put_bytes(struct pipe *pipe, const uint8_t *data, uint32_t bytes)
{
    uint32_t first = within_page(pipe->tail, bytes);
    uint8_t *to = pipe_place(pipe, pipe->tail);
    if (!to)
        return -ENOMEM;
    if (first < bytes) {
        uint8_t *next = pipe_place(pipe, pipe->tail + first);
        if (!next)
            return -ENOMEM;
        memcpy(next, data + first, bytes - first);
    }
    memcpy(to, data, first);
    return 0;
}

int64_t pipe_write_kernel(struct file *file, const void *data, uint64_t bytes)
{
    struct pipe *pipe = file->object;
    spin_lock(&pipe->lock);
    int64_t result = await_room(pipe, bytes, file->flags & O_NONBLOCK);
    if (result >= 0)
        result = put_bytes(pipe, data, (uint32_t)bytes);
    if (result == 0)
        commit_write(pipe, (uint32_t)bytes);
    spin_unlock(&pipe->lock);
    if (result == -EPIPE)
        signal_send_self(SIGPIPE);
    return result < 0 ? result : (int64_t)bytes;
}

int64_t pipe_write(struct file *file, uint64_t buffer, uint64_t bytes,
                   uint64_t *position)
{
    uint8_t small[SMALL_WRITE];
    (void)position;
    if (bytes > sizeof small)
        return write_large(file->object, buffer, bytes,
                           file->flags & O_NONBLOCK);
    if (bytes == 0)
        return 0;
    if (copy_from_user(small, buffer, bytes) != 0)
        return -EFAULT;
    return pipe_write_kernel(file, small, bytes);
}
