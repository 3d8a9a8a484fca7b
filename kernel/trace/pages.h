/* SPDX-License-Identifier: MIT
 *
 * Handing out the trace region's pages: shared by trace.c and window.c.
 */
#ifndef TRACE_PAGES_H
#define TRACE_PAGES_H

#include "trace/trace_format.h"

/* The next page, cleared, with its head filled in; NULL: none is left. Inside an
 * uncharged section, interrupts off. */
struct trace_page *trace_page_take(enum trace_owner kind, uint32_t owner,
                                   uint32_t pid, uint32_t index);

#endif
