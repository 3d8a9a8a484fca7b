/* SPDX-License-Identifier: MIT
 *
 * A hatch with room for one plate: two cooks put plates there, two waiters take
 * them. All wait at the same condition.
 *
 * What is wrong: the queue wakes the wrong one. Who has put a plate there wakes
 * one of those who wait; if that is the other cook, he waits again, and nobody
 * has told the waiters. All have to be woken, or cooks and waiters apart.
 */
#include "crew.h"

#define PLATES 3 /* of each cook, and of each waiter */

static pthread_mutex_t hatch = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool full;
static int served;
static bool careful;

static void tell(void)
{
    if (careful)
        pthread_cond_broadcast(&changed);
    else
        pthread_cond_signal(&changed);
}

/* Wait until the hatch is (not) full, and change that. */
static void turn(bool from)
{
    pthread_mutex_lock(&hatch);
    while (full != from)
        pthread_cond_wait(&changed, &hatch);
    full = !from;
    served += from;
    tell();
    pthread_mutex_unlock(&hatch);
}

static void *work(void *number)
{
    bool waiter = (long)number % 2;

    for (int i = 0; i < PLATES; i++) {
        crew_think(50);
        turn(waiter);
    }
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(4, work);
    return crew_check("plates", served, 2 * PLATES);
}
