/* SPDX-License-Identifier: MIT
 *
 * Names for the dispatch loop: of modules' and classes' bodies, globals, and
 * import.
 */
#ifndef PY_SCOPE_H
#define PY_SCOPE_H

#include "vm/frame.h"

/* New references; NULL: raised. */
struct object *scope_load(const struct frame *frame, struct object *name);
struct object *scope_load_class_deref(const struct frame *frame,
                                      uint32_t local);
/* Deletions: 0; -1: raised. */
int scope_delete(struct dict *dict, struct object *name);

/* Raise the error for a local, or a cell's value, that is not bound; NULL. */
struct object *scope_unbound(const struct code *code, uint32_t local);

/* IMPORT_NAME and IMPORT_MODULE: the module of the name's first part, of the
 * whole name. IMPORT_FROM, IMPORT_STAR. */
struct object *scope_import_first(struct object *name);
struct object *scope_import_from(struct object *module, struct object *name);
int scope_import_star(struct dict *namespace, struct object *module);

/* PRINT_EXPR: 0; -1: raised. */
int scope_print(struct object *value);

#endif
