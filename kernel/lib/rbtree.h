/* SPDX-License-Identifier: MIT
 *
 * Intrusive red-black trees. The caller compares: `less(a, b)` orders nodes;
 * equal nodes keep their order of insertion (a new one goes right of its
 * equals). No locking and no allocation. Source: Cormen et al., ch. 13.
 */
#ifndef LIB_RBTREE_H
#define LIB_RBTREE_H

#include <stdbool.h>
#include <stddef.h>

struct rb_node {
    struct rb_node *parent;
    struct rb_node *left;
    struct rb_node *right;
    bool red;
};

struct rb_tree {
    struct rb_node *root;
    struct rb_node *leftmost; /* the smallest node, or NULL */
};

typedef bool rb_less(const struct rb_node *a, const struct rb_node *b);

#define rb_entry(node, type, member)                                           \
    ((type *)((char *)(node)-offsetof(type, member)))

static inline struct rb_node *rb_first(const struct rb_tree *tree)
{
    return tree->leftmost;
}

/* The node after `node` in order, or NULL. O(log n), amortised O(1). */
struct rb_node *rb_next(const struct rb_node *node);

/* Insert `node`, which must be in no tree. O(log n). */
void rb_insert(struct rb_tree *tree, struct rb_node *node, rb_less *less);

/* Remove `node`, which must be in `tree`. O(log n). */
void rb_remove(struct rb_tree *tree, struct rb_node *node);

/* Trees that keep in each node what holds of its whole subtree, such as the
 * smallest of a second key: `update` computes it anew from the node and its
 * children, which are right already. A node whose own value changes must be
 * removed first. At most some 2 log n calls for each. */
typedef void rb_update(struct rb_node *node);

void rb_insert_augmented(struct rb_tree *tree, struct rb_node *node,
                         rb_less *less, rb_update *update);
void rb_remove_augmented(struct rb_tree *tree, struct rb_node *node,
                         rb_update *update);

#endif
