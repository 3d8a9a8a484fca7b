/* SPDX-License-Identifier: MIT
 *
 * The trace as a compact file: what a run leaves behind and what its digest is
 * taken of. Its bytes follow from the trace alone, not from where it lay in RAM,
 * how large the ring was laid out, or what unused memory held.
 */
#include <string.h>

#include "trace.h"

static uint64_t round_up(uint64_t bytes)
{
    return (bytes + TRACE_PAGE_SIZE - 1) / TRACE_PAGE_SIZE * TRACE_PAGE_SIZE;
}

/* Bytes of this page up to the end of its last record. */
static size_t page_used(const struct trace_page *page)
{
    const struct trace_record *slot = (const struct trace_record *)page;
    unsigned i = 1;

    while (i <= TRACE_SLOTS_PER_PAGE && slot[i].event != TRACE_NONE)
        i += 1 + slot[i].extra;
    return i > TRACE_SLOTS_PER_PAGE ? TRACE_PAGE_SIZE : i * TRACE_SLOT_SIZE;
}

static void copy_pages(const struct ring *ring, uint8_t *to)
{
    for (uint64_t n = 0; n < ring->pages; n++) {
        const struct trace_page *page = ring_page(ring, n);
        const uint8_t *raw =
            ring->bytes + ring->header.data_offset + n * TRACE_PAGE_SIZE;

        memcpy(to + n * TRACE_PAGE_SIZE, raw,
               page ? page_used(page) : TRACE_PAGE_SIZE);
    }
}

void extract_bytes(const struct ring *ring, uint8_t **bytes, size_t *size)
{
    struct trace_header header = ring->header;

    header.strings_offset = TRACE_PAGE_SIZE;
    header.strings_used = ring->strings_used;
    header.data_offset = TRACE_PAGE_SIZE + round_up(ring->strings_used);
    header.region_size =
        header.data_offset + header.data_pages * TRACE_PAGE_SIZE;
    *size = header.data_offset + ring->pages * TRACE_PAGE_SIZE;
    *bytes = must_calloc(*size, 1);
    memcpy(*bytes, &header, sizeof(header));
    if (ring->strings_used)
        memcpy(*bytes + header.strings_offset,
               ring->bytes + ring->header.strings_offset, ring->strings_used);
    copy_pages(ring, *bytes + header.data_offset);
}
