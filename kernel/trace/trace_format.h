/* SPDX-License-Identifier: MIT
 *
 * The trace as it lies in memory: written by the kernel and, for GIL events, by
 * user programs; read by the host from QEMU's RAM file. The one definition for
 * all three. It says how records lie, not what they mean: that is events.def.
 *
 * The region is the last part of the machine's RAM, aligned to 1 MiB:
 *
 *   page 0        struct trace_header
 *   pages 1..     the string table: NUL-terminated names, each stored once;
 *                 a string's id is its byte offset in the table, 0 is ""
 *   data_offset.. data pages, handed out in order, one at a time, each to one
 *                 owner: a core (kernel events) or an LWP (its GIL events)
 *
 * A data page is one struct trace_page and then 127 slots of 32 bytes, filled in
 * order; a slot whose event is 0 ends the page. A record is 1 or more slots:
 * a struct trace_record, and `extra` more slots of four 64-bit arguments.
 * Records do not cross pages. All numbers are little-endian.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdint.h>

#define TRACE_MAGIC "CONVOY-TRACE-01" /* 16 bytes with the NUL */
#define TRACE_VERSION 1
#define TRACE_PAGE_SIZE 4096
#define TRACE_SLOT_SIZE 32
#define TRACE_SLOTS_PER_PAGE 127
#define TRACE_STRINGS_SIZE (64 * 1024)
#define TRACE_REGION_ALIGN (1024 * 1024)
#define TRACE_MAX_CORES 64

/* How the machine ended (header.exit_kind). */
enum trace_exit {
    TRACE_EXIT_RUNNING = 0, /* it did not: it was killed from outside */
    TRACE_EXIT_POWEROFF,    /* pid 1 ended or reboot(2); exit_status is valid */
    TRACE_EXIT_PANIC,       /* kernel bug */
    TRACE_EXIT_REFUSED,     /* the boot was stopped: bad option, no init, ... */
    TRACE_EXIT_RESTART,     /* reboot(2) with RESTART */
    TRACE_EXIT_DEADLOCK,    /* every LWP sleeps and nothing can wake one */
};

/* Page 0 of the region. Present even with trace=off (then data_pages is 0). */
struct trace_header {
    char magic[16];
    uint32_t version;
    uint32_t header_size;    /* sizeof(struct trace_header) */
    uint64_t region_size;    /* bytes, this page included */
    uint64_t strings_offset; /* bytes from the region's start */
    uint64_t strings_used;   /* bytes, <= TRACE_STRINGS_SIZE */
    uint64_t data_offset;    /* bytes from the region's start, page aligned */
    uint64_t data_pages;     /* capacity */
    uint64_t pages_used;     /* handed out so far */
    uint64_t dropped; /* kernel records lost because the region was full */
    uint32_t cores;
    uint32_t mhz; /* instructions per microsecond of lab time */
    uint32_t hz;  /* ticks per second */
    uint32_t seed;
    uint64_t quantum;     /* instructions */
    uint64_t latency;     /* instructions from an IPI's sending to arrival */
    uint32_t exit_kind;   /* enum trace_exit */
    uint32_t exit_status; /* as wait4's: exit code, or 128 + signal */
    char sched[16];       /* the policy's name */
    uint64_t boot_time;   /* wall clock at kernel entry, s since 1970 */
    uint64_t first_user;  /* core clock at the first user instruction */
    uint64_t core_clock[TRACE_MAX_CORES]; /* at the end, instructions */
    uint64_t core_idle[TRACE_MAX_CORES];  /* of it idle */
    uint64_t max_irq_off; /* longest interrupts-off section, instructions */
    uint64_t late_ipis;   /* IPIs that arrived in their target's past: 0 */
    uint64_t ejections;   /* scheduling policies that broke a rule: 0 */
    char ejected[16];     /* the first one's name */
};

enum trace_owner {
    TRACE_OWNER_CORE = 1, /* owner is the core's number */
    TRACE_OWNER_LWP,      /* owner is the LWP's tid; pid its process */
};

#define TRACE_PAGE_MAGIC 0x45474150u /* "PAGE" */

struct trace_page {
    uint32_t magic;
    uint32_t kind; /* enum trace_owner */
    uint32_t owner;
    uint32_t index;       /* 0, 1, ...: the owner's n-th page */
    uint32_t pid;         /* 0 for a core */
    uint32_t lost;        /* user pages: records the program had to drop */
    uint64_t first_order; /* header's order number when it was handed out */
};

/* One record. User records have core 255: their place follows from lwp and time,
 * because sched_switch tells where each LWP ran. */
struct trace_record {
    uint64_t time;  /* core-local clock: instructions since kernel entry */
    uint32_t order; /* machine order, low 32 bits; of a user record: the order
                       among those of its process */
    uint16_t event; /* enum trace_event; 0 ends a page */
    uint8_t core;
    uint8_t extra; /* further slots, each uint64_t[4] */
    uint32_t lwp;  /* tid of the LWP that ran; 0 for a core's idle LWP */
    uint32_t arg0;
    uint64_t arg1;
};

_Static_assert(sizeof(struct trace_page) == TRACE_SLOT_SIZE, "slot 0");
_Static_assert(sizeof(struct trace_record) == TRACE_SLOT_SIZE, "one slot");
_Static_assert(sizeof(struct trace_header) <= TRACE_PAGE_SIZE, "one page");
_Static_assert((TRACE_SLOTS_PER_PAGE + 1) * TRACE_SLOT_SIZE == TRACE_PAGE_SIZE,
               "a page is its head and the slots");

/* The flags of a gil_policy event, or-ed: what is no fault of this policy. */
enum trace_gil_flags {
    TRACE_GIL_PER_INTERPRETER = 1, /* each of its GILs has a holder */
    TRACE_GIL_ANY = 2,             /* there is no lock: any number hold */
    TRACE_GIL_STARVES = 4,         /* one may wait while others take turns */
};

/* The longest name of a policy in its event. */
#define TRACE_CHARS_MOST 31

enum trace_event {
    TRACE_NONE = 0,
#define TRACE_EVENT(number, id, name, args) TRACE_##id = number,
#include "events.def"
#undef TRACE_EVENT
};

#endif
