/* SPDX-License-Identifier: MIT
 *
 * A lane of the timeline: how long each state lasted within each column.
 */
#ifndef CONVOY_TRACE_LANE_H
#define CONVOY_TRACE_LANE_H

#include "trace.h"

/* The columns that a window is cut into, equal but for rounding. */
struct grid {
    struct window window;
    unsigned columns;
};

/* Where column c begins; grid_start(columns) is the window's end. */
uint64_t grid_start(const struct grid *grid, unsigned column);

/* The column of a time within the window. */
unsigned grid_column(const struct grid *grid, uint64_t time);

#define LANE_EMPTY UINT32_MAX

struct lane {
    unsigned states;
    bool has_none;   /* state 0 is "none of the others" */
    uint64_t *times; /* [column * states + state] */
};

void lane_init(struct lane *lane, const struct grid *grid, unsigned states,
               bool has_none);
void lane_free(struct lane *lane);

/* The lane was in this state from .. to, which may lie outside the window. */
void lane_add(struct lane *lane, const struct grid *grid, unsigned state,
              uint64_t from, uint64_t to);

/* The state that filled most of the column, the lower of equals; LANE_EMPTY if
 * none did. A state "none" must fill more than half, so that a core which two
 * threads share does not look idle. What is not covered counts as state rest,
 * unless that is LANE_EMPTY. */
unsigned lane_main_state(const struct lane *lane, const struct grid *grid,
                         unsigned column, unsigned rest);

#endif
