/* SPDX-License-Identifier: MIT
 *
 * The resource limits of the calling process on memory: getrlimit(2). RLIMIT_AS
 * counts all that is mapped, RLIMIT_DATA what is private and writable (stacks
 * apart), RLIMIT_STACK one stack. Without a limit each question costs a
 * comparison; with one, a walk over the areas.
 */
#ifndef MM_LIMIT_H
#define MM_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct space;

/* May `length` more bytes with these PROT_* and MAP_* be mapped? With MAP_FIXED
 * they take the place of what lies at `address`. */
bool limit_allows_map(struct space *space, uint64_t address, uint64_t length,
                      uint32_t prot, uint32_t flags);

/* May what lies at `address` become longer by `more` bytes? */
bool limit_allows_growth(struct space *space, uint64_t address, uint64_t more);

/* May [start, end) become writable? */
bool limit_allows_writing(struct space *space, uint64_t start, uint64_t end);

/* May memory be locked at all (RLIMIT_MEMLOCK)? And [start, end), or `more`
 * bytes that are not mapped yet, beside what is? Root may. */
bool limit_allows_locking(void);
bool limit_allows_lock(struct space *space, uint64_t start, uint64_t end);
bool limit_allows_more_locked(struct space *space, uint64_t more);

/* Is what `space` holds within the limits? For exec. */
bool limit_allows_space(struct space *space);

/* May a stack be `bytes` long, of which `more` are new? space->lock is held. */
bool limit_allows_stack(struct space *space, uint64_t bytes, uint64_t more);

#endif
