/* SPDX-License-Identifier: MIT
 *
 * Two clerks pay in, ten times each; is all the money there in the end?
 *
 * What is wrong: a lost update. The balance is read, and written later; what the
 * other clerk has paid in between is gone.
 */
#include "crew.h"

#define CLERKS 2
#define DEPOSITS 10

static pthread_mutex_t book = PTHREAD_MUTEX_INITIALIZER;
static volatile long balance;
static bool careful;

static void deposit(long amount)
{
    if (careful)
        pthread_mutex_lock(&book);
    long before = balance;
    balance = before + amount;
    if (careful)
        pthread_mutex_unlock(&book);
}

static void *clerk(void *number)
{
    for (int i = 0; i < DEPOSITS; i++) {
        crew_think(50);
        deposit(1);
    }
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(CLERKS, clerk);
    return crew_check("balance", balance, CLERKS * DEPOSITS);
}
