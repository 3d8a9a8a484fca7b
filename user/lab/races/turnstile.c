/* SPDX-License-Identifier: MIT
 *
 * Two threads, and a room for one: Peterson's lock keeps the other out (G. L.
 * Peterson, "Myths about the mutual exclusion problem", 1981). Memory is
 * sequential here.
 *
 * What is wrong: its two stores are swapped. Who has given the turn away, and has
 * not yet said that he wants in, finds later that the turn is his again.
 */
#include <sched.h>
#include <stdatomic.h>

#include "crew.h"

#define VISITS 20

static atomic_bool wants[2];
static atomic_int turn;
static atomic_int inside;
static atomic_int crowds;
static bool careful;

static void enter(int me)
{
    int other = 1 - me;

    if (careful) {
        wants[me] = true;
        turn = other;
    } else {
        turn = other;
        wants[me] = true;
    }
    while (wants[other] && turn == other)
        sched_yield();
}

static void visit(void)
{
    if (atomic_fetch_add(&inside, 1) != 0)
        crowds++;
    crew_think(20);
    atomic_fetch_sub(&inside, 1);
}

static void *visitor(void *number)
{
    int me = (int)(long)number;

    for (int i = 0; i < VISITS; i++) {
        crew_think(5);
        enter(me);
        visit();
        wants[me] = false;
    }
    return number;
}

int main(int argc, char **argv)
{
    careful = crew_fixed(argc, argv);
    crew_run(2, visitor);
    return crew_check("two were inside", crowds, 0);
}
