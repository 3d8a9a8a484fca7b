/* SPDX-License-Identifier: MIT
 *
 * Sets of pending signals: what is in struct signal_set, and in which order it
 * comes out. Who may take what, and when, is signal.c's business.
 *
 * The order is Linux's: of the signals that are allowed first those that the
 * running instruction caused (going on without them would only repeat them),
 * then the lowest number; equal real-time signals in order of arrival.
 */
#include "lib/errno.h"
#include "mm/heap.h"
#include "task/process.h"
#include "task/signal.h"

#define SYNCHRONOUS                                                            \
    (signal_bit(SIGSEGV) | signal_bit(SIGBUS) | signal_bit(SIGILL) |           \
     signal_bit(SIGTRAP) | signal_bit(SIGFPE) | signal_bit(SIGSYS))

/* Entries that exist. RLIMIT_SIGPENDING counts them for each user; here all of
 * them are one's. Changed atomically. */
static uint64_t entries;

/* A standard signal that the kernel or kill(2) sends comes through whatever the
 * limit: there is at most one of each. */
static bool limited(const struct process *process,
                    const struct signal_info *info)
{
    return (info->signal >= SIGRTMIN || info->code < 0) &&
           __atomic_load_n(&entries, __ATOMIC_RELAXED) >=
               process->limits[RLIMIT_SIGPENDING].soft;
}

struct signal_entry *signal_entry_new(struct process *process,
                                      const struct signal_info *info)
{
    if (limited(process, info))
        return NULL;
    struct signal_entry *entry =
        __atomic_exchange_n(&process->spare_entry, NULL, __ATOMIC_ACQUIRE);
    if (!entry)
        entry = kmalloc(sizeof(*entry));
    if (!entry)
        return NULL;
    __atomic_add_fetch(&entries, 1, __ATOMIC_RELAXED);
    *entry = (struct signal_entry){.info = *info};
    return entry;
}

void signal_entry_free(struct signal_entry *entry)
{
    if (!entry)
        return;
    __atomic_sub_fetch(&entries, 1, __ATOMIC_RELAXED);
    kfree(entry);
}

void signal_entry_keep(struct process *process, struct signal_entry *entry)
{
    if (!entry)
        return;
    __atomic_sub_fetch(&entries, 1, __ATOMIC_RELAXED);
    kfree(__atomic_exchange_n(&process->spare_entry, entry, __ATOMIC_ACQ_REL));
}

void signal_set_append(struct signal_set *set, struct signal_entry *entry)
{
    set->bits |= signal_bit(entry->info.signal);
    entry->next = NULL;
    if (set->first)
        set->last->next = entry;
    else
        set->first = entry;
    set->last = entry;
}

int signal_set_add(struct signal_set *set, const struct signal_info *info,
                   struct signal_entry **entry)
{
    uint64_t bit = signal_bit(info->signal);

    if (info->signal < SIGRTMIN && (set->bits & bit))
        return 0;
    if (*entry)
        signal_set_append(set, *entry);
    else if (info->signal >= SIGRTMIN && info->code != SI_USER)
        return -EAGAIN;
    *entry = NULL;
    set->bits |= bit;
    return 0;
}

/* Unlink the first entry of `signal`; NULL: there is none. *more: another one
 * is left. */
static struct signal_entry *unlink(struct signal_set *set, int signal,
                                   bool *more)
{
    struct signal_entry *found = NULL, *before = NULL, **link = &set->first;

    *more = false;
    while (*link) {
        struct signal_entry *entry = *link;
        if (entry->info.signal == signal && !found) {
            found = entry;
            *link = entry->next;
            continue;
        }
        *more |= entry->info.signal == signal;
        before = entry;
        link = &entry->next;
    }
    set->last = before;
    return found;
}

int signal_set_take(struct signal_set *set, uint64_t allowed,
                    struct signal_info *info, struct signal_entry **entry)
{
    uint64_t bits = set->bits & allowed;
    bool more;

    *entry = NULL;
    if (!bits)
        return 0;
    if (bits & SYNCHRONOUS)
        bits &= SYNCHRONOUS;
    int signal = __builtin_ctzll(bits) + 1;
    *entry = unlink(set, signal, &more);
    if (!more)
        set->bits &= ~signal_bit(signal);
    *info = *entry ? (*entry)->info
                   : (struct signal_info){.signal = signal, .code = SI_USER};
    if (*entry && (*entry)->taken) {
        (*entry)->taken(*entry, info);
        *entry = NULL; /* its owner may free it from now on */
    }
    return signal;
}

void signal_set_remove(struct signal_set *set, struct signal_entry *entry)
{
    struct signal_entry *before = NULL, **link = &set->first;
    bool others = false;

    while (*link) {
        if (*link == entry) {
            *link = entry->next;
            continue;
        }
        others |= (*link)->info.signal == entry->info.signal;
        before = *link;
        link = &before->next;
    }
    set->last = before;
    if (!others)
        set->bits &= ~signal_bit(entry->info.signal);
}

void signal_set_drop(struct signal_set *set, uint64_t bits)
{
    struct signal_info info;
    struct signal_entry *entry;

    while (signal_set_take(set, bits, &info, &entry))
        signal_entry_free(entry);
}
