/* SPDX-License-Identifier: MIT
 *
 * One waits for a parcel, one brings it and rings.
 *
 * What is wrong: a missed wake-up. The parcel is put down, and the bell rung,
 * without the lock: who has just looked, and is about to wait, does not hear it.
 */
#include "crew.h"

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;
static volatile bool parcel;
static bool careful;

static void receive(void)
{
    pthread_mutex_lock(&door);
    while (!parcel)
        pthread_cond_wait(&bell, &door);
    pthread_mutex_unlock(&door);
}

static void deliver(void)
{
    crew_think(300);
    if (careful)
        pthread_mutex_lock(&door);
    parcel = true;
    pthread_cond_signal(&bell);
    if (careful)
        pthread_mutex_unlock(&door);
}

static void *work(void *number)
{
    if (number)
        deliver();
    else
        receive();
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(2, work);
    return crew_check("parcels", parcel, 1);
}
