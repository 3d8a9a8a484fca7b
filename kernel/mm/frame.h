/* SPDX-License-Identifier: MIT
 *
 * Physical memory by frames of 4 KiB, each with a count of references. A frame
 * is named by its physical address; 0 is no frame. Every function may be called
 * from process context with any lock held but the allocator's own; not from
 * interrupts.
 */
#ifndef MM_FRAME_H
#define MM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct boot_info;

/* Take over what the memory map calls free, less the kernel image, the boot
 * modules, the multiboot data and the trace region (boot->reserved). Touches
 * little memory: a boot must stay under 15 million instructions. Frames that
 * are not taken over (reserved ones, devices) may be mapped like others:
 * frame_get and frame_put then do nothing, and frame_count is large. */
void frame_init(const struct boot_info *boot);

/* A frame with count 1 and undefined contents, or 0: out of memory. */
uint64_t frame_alloc(void);

/* The same, cleared. */
uint64_t frame_alloc_zeroed(void);

/* `count` frames in a row, aligned to their number's next power of two, each
 * with count 1; or 0. count is 1 ... 1024. They are given back one by one, or,
 * where `count` was a power of two and nobody has a further reference, at once:
 * frame_put_run, which is what keeps them together for the next run. */
uint64_t frame_alloc_run(size_t count);
void frame_put_run(uint64_t frame);

/* Frames that go together, such as the page tables of a space. `frame`, whose
 * only reference is the caller's, joins the chain that begins with `first` (at
 * first a frame alone, with one reference); then none of them is counted any
 * more, and they are given back all at once: frame_put_chain, in a few
 * instructions each. Whoever owns the chain sees to it that only one changes it
 * at a time. */
void frame_chain(uint64_t first, uint64_t frame);
void frame_put_chain(uint64_t first);

/* One more reference to `frame`. */
void frame_get(uint64_t frame);

/* One fewer; the frame is free after the last. */
void frame_put(uint64_t frame);

/* How many references there are: 1 means that the caller's is the only one. */
uint32_t frame_count(uint64_t frame);

/* Numbers of frames, for /proc/meminfo and the tests. */
uint64_t frames_total(void);
uint64_t frames_free(void);

/* In the checked image frames that came back wait for a while: not any more. */
void frames_settle(void);

/* Would taking `wanted` frames leave fewer than a reserve of 1/64 of all? Who
 * can refuse (mmap, large kernel buffers, new LWPs) does so then: what is left
 * is for page faults and small objects, whose failure costs a process its life. */
bool frames_short(uint64_t wanted);

/* How many frames files may still take: they leave 1/16 of all. A process that
 * takes too much can be ended; what is in files stays, and whoever wants to
 * remove some must be able to start a program, and that to open a directory. */
uint64_t frames_for_files(void);

#endif
