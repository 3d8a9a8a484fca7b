/* SPDX-License-Identifier: MIT
 *
 * A lane of the timeline: how long each state lasted within each column.
 */
#include "lane.h"

#include <stdlib.h>

typedef unsigned __int128 wide; /* a time times a number of columns */

uint64_t grid_start(const struct grid *grid, unsigned column)
{
    wide length = grid->window.to - grid->window.from;

    return grid->window.from + (uint64_t)(length * column / grid->columns);
}

unsigned grid_column(const struct grid *grid, uint64_t time)
{
    wide length = grid->window.to - grid->window.from;
    wide column;

    if (length == 0)
        return 0;
    column = (wide)(time - grid->window.from) * grid->columns / length;
    return column < grid->columns ? (unsigned)column : grid->columns - 1;
}

void lane_init(struct lane *lane, const struct grid *grid, unsigned states,
               bool has_none)
{
    lane->states = states;
    lane->has_none = has_none;
    lane->times =
        must_calloc((uint64_t)grid->columns * states, sizeof(lane->times[0]));
}

void lane_free(struct lane *lane)
{
    free(lane->times);
    lane->times = NULL;
}

void lane_add(struct lane *lane, const struct grid *grid, unsigned state,
              uint64_t from, uint64_t to)
{
    unsigned column;

    if (!window_clip(&grid->window, &from, &to))
        return;
    for (column = grid_column(grid, from); from < to; column++) {
        uint64_t end = grid_start(grid, column + 1);

        if (end > to)
            end = to;
        if (end > from)
            lane->times[column * lane->states + state] += end - from;
        if (end > from)
            from = end;
    }
}

unsigned lane_main_state(const struct lane *lane, const struct grid *grid,
                         unsigned column, unsigned rest)
{
    uint64_t width = grid_start(grid, column + 1) - grid_start(grid, column);
    const uint64_t *times = &lane->times[column * lane->states];
    uint64_t covered = 0, best_time = 0;
    unsigned best = LANE_EMPTY;

    for (unsigned s = 0; s < lane->states; s++)
        covered += times[s];
    for (unsigned s = 0; s < lane->states; s++) {
        uint64_t time = times[s];

        if (s == rest && width > covered)
            time += width - covered;
        if (s == 0 && lane->has_none && time > width / 2)
            return 0;
        if (time > best_time) {
            best_time = time;
            best = s;
        }
        if (s == 0 && lane->has_none)
            best_time = 0; /* any other state beats it now */
    }
    return best;
}
