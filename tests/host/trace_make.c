/* SPDX-License-Identifier: MIT
 *
 * Writes a made-up trace, a GIL convoy, to try convoy-trace by hand without a
 * machine: trace_make FILE [TURNS [INTERVAL_US [RAM_MIB]]]. With RAM_MIB the
 * trace lies 3 MiB into a RAM file of that size.
 */
#include <stdio.h>

#include "trace_build.h"

static int write_file(const struct build *b, const char *path, long mib)
{
    FILE *out = fopen(path, "wb");
    int failed;

    if (!out)
        return 1;
    failed = mib && fseek(out, 3l << 20, SEEK_SET) != 0;
    failed |= fwrite(b->bytes, 1, b->size, out) != b->size;
    if (mib)
        failed |= fseek(out, (mib << 20) - 1, SEEK_SET) || putc(0, out) == EOF;
    return (fclose(out) != 0) | failed;
}

int main(int argc, char **argv)
{
    unsigned turns = argc > 2 ? (unsigned)atoi(argv[2]) : 16;
    unsigned interval_us = argc > 3 ? (unsigned)atoi(argv[3]) : 100;
    struct build b;
    int failed;

    if (argc < 2) {
        fprintf(stderr, "usage: trace_make FILE [TURNS [INTERVAL_US "
                        "[RAM_MIB]]]\n");
        return 2;
    }
    build_convoy(&b, 16 + turns / 8, turns, interval_us * 1000ull);
    failed = write_file(&b, argv[1], argc > 4 ? atol(argv[4]) : 0);
    if (failed)
        perror(argv[1]);
    free(b.bytes);
    return failed;
}
