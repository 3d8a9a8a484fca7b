/* SPDX-License-Identifier: MIT
 *
 * The trace's bytes: finds the region in a RAM file or a trace.bin, checks each
 * field of its header, and copies out what is in use.
 *
 * It copies instead of mapping the file, so that what was checked cannot change
 * under the reader, and a file that shrinks cannot fault it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace.h"

/* Where bytes come from: a file, or memory if fd is negative. */
struct source {
    int fd;
    const uint8_t *memory;
    uint64_t size;
};

/* Reads exactly size bytes, which the caller knows to lie within the source. */
static int source_read(const struct source *source, uint64_t offset, void *to,
                       uint64_t size)
{
    uint64_t done = 0;

    if (source->fd < 0) {
        memcpy(to, source->memory + offset, size);
        return 0;
    }
    while (done < size) {
        ssize_t n = pread(source->fd, (char *)to + done, size - done,
                          (off_t)(offset + done));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -errno : -EIO;
        done += (uint64_t)n;
    }
    return 0;
}

static int check_machine(const struct trace_header *h, struct problem *problem)
{
    if (h->cores < 1 || h->cores > TRACE_MAX_CORES)
        return problem_set(problem, -EINVAL, "header: %u cores, not 1 to %d",
                           h->cores, TRACE_MAX_CORES);
    if (h->mhz < 1)
        return problem_set(problem, -EINVAL, "header: mhz is 0");
    for (unsigned i = 0; i < h->cores; i++)
        if (h->core_clock[i] > RING_TIME_LIMIT ||
            h->core_idle[i] > h->core_clock[i])
            return problem_set(problem, -EINVAL,
                               "header: core %u: clock %llu, idle %llu", i,
                               (unsigned long long)h->core_clock[i],
                               (unsigned long long)h->core_idle[i]);
    if (h->first_user > RING_TIME_LIMIT)
        return problem_set(problem, -EINVAL, "header: first_user is %llu",
                           (unsigned long long)h->first_user);
    return 0;
}

/* page 0 <= strings <= data <= region, without overflow. */
static int check_layout(const struct trace_header *h, struct problem *problem)
{
    if (h->data_pages == 0 && h->pages_used == 0 && h->strings_used == 0)
        return 0; /* trace=off: a header only */
    if (h->strings_used > TRACE_STRINGS_SIZE ||
        h->strings_offset < TRACE_PAGE_SIZE ||
        h->strings_offset > h->data_offset ||
        h->strings_used > h->data_offset - h->strings_offset)
        return problem_set(problem, -EINVAL,
                           "header: %llu bytes of strings at %#llx, data at "
                           "%#llx",
                           (unsigned long long)h->strings_used,
                           (unsigned long long)h->strings_offset,
                           (unsigned long long)h->data_offset);
    if (h->data_offset % TRACE_PAGE_SIZE || h->data_offset > h->region_size ||
        h->data_pages > (h->region_size - h->data_offset) / TRACE_PAGE_SIZE ||
        h->pages_used > h->data_pages)
        return problem_set(problem, -EINVAL,
                           "header: %llu of %llu pages at %#llx in %llu bytes",
                           (unsigned long long)h->pages_used,
                           (unsigned long long)h->data_pages,
                           (unsigned long long)h->data_offset,
                           (unsigned long long)h->region_size);
    return 0;
}

static int check_header(const struct trace_header *h, struct problem *problem)
{
    int error;

    if (h->version != TRACE_VERSION)
        return problem_set(problem, -EINVAL, "header: version %u, not %d",
                           h->version, TRACE_VERSION);
    if (h->header_size != sizeof(*h))
        return problem_set(problem, -EINVAL, "header: size %u, not %zu",
                           h->header_size, sizeof(*h));
    error = check_machine(h, problem);
    return error ? error : check_layout(h, problem);
}

/* Reads a header at this offset: 0; -ENOENT if there is none; else *problem. */
static int read_header(const struct source *source, uint64_t offset,
                       struct trace_header *h, struct problem *problem)
{
    int error;

    if (source->size - offset < sizeof(*h))
        return -ENOENT;
    error = source_read(source, offset, h, sizeof(*h));
    if (error)
        return problem_set(problem, error, "%s", strerror(-error));
    if (memcmp(h->magic, TRACE_MAGIC, sizeof(h->magic)) != 0)
        return -ENOENT;
    return check_header(h, problem);
}

/* The region in the file: the first valid header at a step of 1 MiB. A second
 * one outside of it is counted: something imitates the trace. */
static int find_region(const struct source *source, struct ring *ring,
                       struct problem *problem)
{
    int result = -ENOENT;
    uint64_t skip_to = 0;

    for (uint64_t at = 0; at < source->size; at += TRACE_REGION_ALIGN) {
        struct trace_header header;
        struct problem reason = {""};
        int error =
            at < skip_to ? -ENOENT : read_header(source, at, &header, &reason);

        if (error == 0 && result == 0) {
            ring->other_headers++;
        } else if (error == 0) {
            ring->header = header;
            ring->file_offset = at;
            skip_to = at + header.region_size;
            if (skip_to < at)
                skip_to = UINT64_MAX;
            result = 0;
        } else if (error != -ENOENT && result == -ENOENT) {
            *problem = reason;
            result = error;
        }
    }
    if (result == -ENOENT)
        return problem_set(problem, -ENOENT,
                           "no trace header at any step of 1 MiB");
    return result;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Copies the used part, or as much of it as the file has. */
static int copy_region(const struct source *source, struct ring *ring,
                       struct problem *problem)
{
    const struct trace_header *h = &ring->header;
    uint64_t available = source->size - ring->file_offset;
    bool off = h->data_pages == 0 && h->strings_used == 0;
    uint64_t used =
        off ? sizeof(*h) : h->data_offset + h->pages_used * TRACE_PAGE_SIZE;
    int error;

    ring->size = min_u64(used, available);
    ring->bytes = must_calloc(ring->size, 1);
    error = source_read(source, ring->file_offset, ring->bytes, ring->size);
    if (error)
        return problem_set(problem, error, "%s", strerror(-error));
    if (ring->size > h->data_offset)
        ring->pages = min_u64(h->pages_used,
                              (ring->size - h->data_offset) / TRACE_PAGE_SIZE);
    ring->pages_missing = h->pages_used - ring->pages;
    return 0;
}

/* The table ends with its last NUL: so each string in it has an end. */
static void measure_strings(struct ring *ring)
{
    const struct trace_header *h = &ring->header;
    uint64_t used = h->strings_used;

    if (h->strings_offset >= ring->size)
        used = 0;
    else
        used = min_u64(used, ring->size - h->strings_offset);
    while (used > 0 && ring->bytes[h->strings_offset + used - 1] != '\0')
        used--;
    ring->strings_used = used;
}

static void measure_pages(struct ring *ring)
{
    for (uint64_t n = 0; n < ring->pages; n++) {
        const struct trace_page *page = ring_page(ring, n);

        if (!page)
            ring->pages_bad++;
        else if (page->kind == TRACE_OWNER_LWP)
            ring->lost += page->lost;
    }
}

static int load(const struct source *source, struct ring *ring,
                struct problem *problem)
{
    int error;

    memset(ring, 0, sizeof(*ring));
    error = find_region(source, ring, problem);
    if (!error)
        error = copy_region(source, ring, problem);
    if (error) {
        ring_free(ring);
        return error;
    }
    measure_strings(ring);
    measure_pages(ring);
    return 0;
}

int ring_load_memory(const void *bytes, uint64_t size, struct ring *ring,
                     struct problem *problem)
{
    struct source source = {.fd = -1, .memory = bytes, .size = size};

    return load(&source, ring, problem);
}

int ring_load(const char *path, struct ring *ring, struct problem *problem)
{
    struct source source = {.fd = open(path, O_RDONLY | O_CLOEXEC)};
    struct stat info;
    int error;

    memset(ring, 0, sizeof(*ring));
    if (source.fd < 0)
        return problem_set(problem, -errno, "%s", strerror(errno));
    if (fstat(source.fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        error = problem_set(problem, -EINVAL, "not a regular file");
    } else {
        source.size = (uint64_t)info.st_size;
        error = load(&source, ring, problem);
    }
    close(source.fd);
    return error;
}

void ring_free(struct ring *ring)
{
    free(ring->bytes);
    memset(ring, 0, sizeof(*ring));
}

const struct trace_page *ring_page(const struct ring *ring, uint64_t n)
{
    const struct trace_page *page =
        (const struct trace_page *)(ring->bytes + ring->header.data_offset +
                                    n * TRACE_PAGE_SIZE);

    if (page->magic != TRACE_PAGE_MAGIC)
        return NULL;
    if (page->kind == TRACE_OWNER_CORE)
        return page->owner < ring->header.cores ? page : NULL;
    return page->kind == TRACE_OWNER_LWP && page->owner != 0 ? page : NULL;
}

const char *ring_string(const struct ring *ring, uint64_t id)
{
    if (id >= ring->strings_used)
        return "?";
    return (const char *)ring->bytes + ring->header.strings_offset + id;
}

/* Exact for any clock below RING_TIME_LIMIT and any mhz. */
uint64_t ring_ns(const struct ring *ring, uint64_t time)
{
    uint64_t mhz = ring->header.mhz;

    return time / mhz * 1000 + time % mhz * 1000 / mhz;
}

static void warn(FILE *err, uint64_t count, const char *what)
{
    if (count)
        fprintf(err, "convoy-trace: warning: %llu %s\n",
                (unsigned long long)count, what);
}

void ring_warn(const struct ring *ring, FILE *err)
{
    warn(err, ring->header.dropped,
         "kernel records were dropped: the ring was full (see trace=)");
    warn(err, ring->lost,
         "GIL records were lost by programs: the ring was full (see trace=)");
    warn(err, ring->pages_missing, "pages are missing: the file is cut short");
    warn(err, ring->pages_bad, "damaged pages were skipped");
    warn(err, ring->other_headers,
         "more trace headers in this file: the first was taken");
}
