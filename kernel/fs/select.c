/* SPDX-License-Identifier: MIT
 *
 * select and pselect: poll with the descriptors in sets of bits. Source:
 * select(2).
 */
#include "core.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "time/clock.h"

#define SET_WORDS (FILES_MAX / 64)

/* The three sets, and what is asked and answered for a descriptor in each. */
enum { SET_IN, SET_OUT, SET_EXCEPT, SETS };

static const uint16_t asked[SETS] = {POLLIN | POLLRDNORM, POLLOUT | POLLWRNORM,
                                     POLLPRI};
static const uint16_t answered[SETS] = {POLLIN | POLLRDNORM | POLLHUP | POLLERR,
                                        POLLOUT | POLLWRNORM | POLLERR,
                                        POLLPRI};

/* A select in progress. */
struct selection {
    uint64_t sets[SETS][SET_WORDS];
    struct pollfd fds[FILES_MAX];
    uint32_t count; /* of fds */
};

/* struct timeval */
struct timeval {
    int64_t sec;
    int64_t usec;
};

static size_t set_bytes(int limit)
{
    return align_up((uint64_t)limit, 64) / 8;
}

static int sets_read(struct selection *selection, int limit,
                     const uint64_t users[SETS])
{
    int error = 0;
    for (int set = 0; set < SETS && !error; set++)
        if (users[set])
            error = copy_from_user(selection->sets[set], users[set],
                                   set_bytes(limit));
    return error;
}

static int sets_write(const struct selection *selection, int limit,
                      const uint64_t users[SETS])
{
    int error = 0;
    for (int set = 0; set < SETS && !error; set++)
        if (users[set])
            error = copy_to_user(users[set], selection->sets[set],
                                 set_bytes(limit));
    return error;
}

/* From sets to a list for poll. */
static void sets_to_list(struct selection *selection, int limit)
{
    for (int fd = 0; fd < limit; fd++) {
        uint16_t events = 0;
        for (int set = 0; set < SETS; set++)
            if (selection->sets[set][fd / 64] >> fd % 64 & 1)
                events |= asked[set];
        if (events)
            selection->fds[selection->count++] =
                (struct pollfd){.fd = fd, .events = events};
    }
}

/* And back. How many bits are set, or -EBADF. */
static int list_to_sets(struct selection *selection)
{
    int bits = 0;
    for (uint32_t i = 0; i < selection->count; i++) {
        const struct pollfd *pollfd = &selection->fds[i];
        uint64_t bit = 1ull << pollfd->fd % 64;
        if (pollfd->revents & POLLNVAL)
            return -EBADF;
        for (int set = 0; set < SETS; set++) {
            uint64_t *word = &selection->sets[set][pollfd->fd / 64];
            if (!(pollfd->revents & answered[set]))
                *word &= ~bit;
            bits += (*word & bit) != 0;
        }
    }
    return bits;
}

static int select_deadline(uint64_t user, uint64_t *deadline)
{
    struct timeval time;
    *deadline = CLOCK_NEVER;
    if (!user)
        return 0;
    if (copy_from_user(&time, user, sizeof time) != 0)
        return -EFAULT;
    if (time.sec < 0 || time.usec < 0)
        return -EINVAL;
    struct timespec duration = {time.sec + time.usec / USEC_PER_SEC,
                                time.usec % USEC_PER_SEC * 1000};
    return clock_deadline(CLOCK_MONOTONIC, &duration, 0, deadline);
}

/* As Linux does, tell the caller how much of its time was left. */
static void select_write_remaining(uint64_t user, uint64_t deadline)
{
    uint64_t now = core_clock();
    uint64_t us = now < deadline ? clock_to_ns(deadline - now) / 1000 : 0;
    struct timeval left = {(int64_t)(us / USEC_PER_SEC),
                           (int64_t)(us % USEC_PER_SEC)};
    (void)copy_to_user(user, &left, sizeof left); /* read-only: never mind */
}

static int64_t select_sets(struct selection *selection, int limit,
                           const uint64_t users[SETS], uint64_t deadline)
{
    int64_t result = sets_read(selection, limit, users);
    if (result)
        return result;
    sets_to_list(selection, limit);
    result = poll_files(selection->fds, selection->count, deadline);
    if (result < 0)
        return result;
    result = list_to_sets(selection);
    if (result >= 0 && sets_write(selection, limit, users) != 0)
        result = -EFAULT;
    return result;
}

static int64_t select_call(int limit, const uint64_t users[SETS],
                           uint64_t deadline)
{
    struct selection *selection = kzalloc(sizeof *selection);
    if (!selection)
        return -ENOMEM;
    limit = limit < FILES_MAX ? limit : FILES_MAX;
    int64_t result = select_sets(selection, limit, users, deadline);
    kfree(selection);
    return result;
}

int64_t sys_select(int limit, uint64_t in, uint64_t out, uint64_t except,
                   uint64_t timeout)
{
    const uint64_t users[SETS] = {in, out, except};
    uint64_t deadline;
    if (limit < 0)
        return -EINVAL;
    int error = select_deadline(timeout, &deadline);
    if (error)
        return error;
    int64_t result = select_call(limit, users, deadline);
    if (timeout)
        select_write_remaining(timeout, deadline);
    return result;
}

/* pselect6's last argument: there is no room for a seventh. */
struct mask_argument {
    uint64_t mask;
    uint64_t size;
};

int64_t sys_pselect6(int limit, uint64_t in, uint64_t out, uint64_t except,
                     uint64_t timeout, uint64_t argument)
{
    const uint64_t users[SETS] = {in, out, except};
    struct mask_argument mask = {0, 0};
    struct poll_mask waiting;
    uint64_t deadline;
    if (argument && copy_from_user(&mask, argument, sizeof mask) != 0)
        return -EFAULT;
    int error = poll_deadline(timeout, &deadline);
    if (!error)
        error = poll_mask_enter(&waiting, mask.mask, mask.size);
    if (error)
        return error;
    int64_t result = limit < 0 ? -EINVAL : select_call(limit, users, deadline);
    result = poll_mask_leave(&waiting, result);
    if (timeout)
        poll_write_remaining(timeout, deadline);
    return result;
}
