/* SPDX-License-Identifier: MIT
 *
 * The settings are read when they are first asked for, and once; to ask again
 * costs no lock.
 *
 * What is wrong: double-checked initialisation, with the flag set too early. Who
 * asks while they are being read takes what is not there yet.
 */
#include <stdatomic.h>

#include "crew.h"

#define READERS 3

struct settings {
    int size;
};

static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;
static struct settings *volatile settings;
static atomic_bool ready;
static atomic_int sum;
static bool careful;

static struct settings *read_settings(void)
{
    static struct settings stored;

    crew_think(20);
    stored.size = 14;
    return &stored;
}

static struct settings *get_settings(void)
{
    if (ready)
        return settings;
    pthread_mutex_lock(&reading);
    if (!ready) {
        ready = !careful;
        settings = read_settings();
        ready = true;
    }
    pthread_mutex_unlock(&reading);
    return settings;
}

static void *reader(void *number)
{
    crew_think(200);
    sum += get_settings()->size;
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(READERS, reader);
    return crew_check("sum of sizes", sum, READERS * 14);
}
