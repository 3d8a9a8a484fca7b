/* SPDX-License-Identifier: MIT
 *
 * Two accounts, each with a lock; one clerk moves money this way, one that way.
 *
 * What is wrong: lock order. Each takes the lock of the account that pays first,
 * and these differ: if each has one, both wait for ever for the other.
 */
#include "crew.h"

#define TRANSFERS 5

struct account {
    pthread_mutex_t lock;
    long balance;
};

static struct account accounts[2] = {
    {PTHREAD_MUTEX_INITIALIZER, 100},
    {PTHREAD_MUTEX_INITIALIZER, 100},
};
static bool careful;

static void transfer(struct account *from, struct account *to, long amount)
{
    struct account *first = careful ? &accounts[0] : from;
    struct account *second = careful ? &accounts[1] : to;

    pthread_mutex_lock(&first->lock);
    pthread_mutex_lock(&second->lock);
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&second->lock);
    pthread_mutex_unlock(&first->lock);
}

static void *clerk(void *number)
{
    long from = (long)number;

    for (int i = 0; i < TRANSFERS; i++) {
        crew_think(50);
        transfer(&accounts[from], &accounts[1 - from], 10);
    }
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(2, clerk);
    return crew_check("in both", accounts[0].balance + accounts[1].balance,
                      200);
}
