/* SPDX-License-Identifier: MIT
 *
 * Red-black trees: a binary search tree that stays balanced by two rules. A red
 * node has no red child; every path from the root down to a missing child meets
 * the same number of black nodes. So no path is more than twice as long as
 * another. Insertion and removal break a rule in at most one place, and move
 * the damage up until a rotation ends it. Source: Cormen et al., ch. 13;
 * missing children are NULL and black.
 *
 * Augmented trees (ibid., ch. 14): only nodes whose subtrees changed are told.
 * Those are the ancestors of where a node came or went, bottom up; and of a
 * rotation the two nodes that changed places, the lower one first.
 */
#include "lib/rbtree.h"

static bool is_red(const struct rb_node *node)
{
    return node && node->red;
}

/* Where the tree points at `node`: in its parent, or the root. */
static struct rb_node **link_to(struct rb_tree *tree, struct rb_node *node)
{
    struct rb_node *parent = node->parent;
    if (!parent)
        return &tree->root;
    return parent->left == node ? &parent->left : &parent->right;
}

/* Put `child` (may be NULL) where `node` hangs. */
static void replace(struct rb_tree *tree, struct rb_node *node,
                    struct rb_node *child)
{
    *link_to(tree, node) = child;
    if (child)
        child->parent = node->parent;
}

static void update_both(struct rb_node *lower, struct rb_node *upper,
                        rb_update *update)
{
    if (update) {
        update(lower);
        update(upper);
    }
}

static void update_path(struct rb_node *node, rb_update *update)
{
    for (; node; node = node->parent)
        update(node);
}

/*    node                right
 *    /  \                /   \
 *   a   right    ->    node   c
 *       /  \           /  \
 *      b    c         a    b        */
static void rotate_left(struct rb_tree *tree, struct rb_node *node,
                        rb_update *update)
{
    struct rb_node *right = node->right;
    replace(tree, node, right);
    node->right = right->left;
    if (node->right)
        node->right->parent = node;
    right->left = node;
    node->parent = right;
    update_both(node, right, update);
}

/* The mirror image. */
static void rotate_right(struct rb_tree *tree, struct rb_node *node,
                         rb_update *update)
{
    struct rb_node *left = node->left;
    replace(tree, node, left);
    node->left = left->right;
    if (node->left)
        node->left->parent = node;
    left->right = node;
    node->parent = left;
    update_both(node, left, update);
}

static struct rb_node *min_below(struct rb_node *node)
{
    while (node->left)
        node = node->left;
    return node;
}

struct rb_node *rb_next(const struct rb_node *node)
{
    if (node->right)
        return min_below(node->right);
    struct rb_node *up = node->parent;
    for (; up && up->right == node; up = up->parent)
        node = up;
    return up;
}

/* `node` is red, and so may be its parent: the only broken rule. */
static void insert_repair(struct rb_tree *tree, struct rb_node *node,
                          rb_update *update)
{
    struct rb_node *parent;
    while ((parent = node->parent) && parent->red) {
        struct rb_node *grand = parent->parent; /* exists: the root is black */
        bool left = parent == grand->left;
        struct rb_node *uncle = left ? grand->right : grand->left;
        if (is_red(uncle)) {
            parent->red = uncle->red = false;
            grand->red = true;
            node = grand;
            continue;
        }
        if (left && node == parent->right) {
            rotate_left(tree, parent, update);
            parent = node;
        } else if (!left && node == parent->left) {
            rotate_right(tree, parent, update);
            parent = node;
        }
        parent->red = false;
        grand->red = true;
        if (left)
            rotate_right(tree, grand, update);
        else
            rotate_left(tree, grand, update);
        break;
    }
    tree->root->red = false;
}

void rb_insert_augmented(struct rb_tree *tree, struct rb_node *node,
                         rb_less *less, rb_update *update)
{
    struct rb_node **link = &tree->root, *parent = NULL;
    bool smallest = true;
    while (*link) {
        parent = *link;
        if (less(node, parent)) {
            link = &parent->left;
        } else {
            link = &parent->right;
            smallest = false;
        }
    }
    *node = (struct rb_node){.parent = parent, .red = true};
    *link = node;
    if (smallest)
        tree->leftmost = node;
    if (update)
        update_path(node, update);
    insert_repair(tree, node, update);
}

void rb_insert(struct rb_tree *tree, struct rb_node *node, rb_less *less)
{
    rb_insert_augmented(tree, node, less, NULL);
}

/* The paths through the left child of `parent` lack one black node. Returns the
 * node whose paths lack it now, or NULL if that is repaired. */
static struct rb_node *repair_left(struct rb_tree *tree, struct rb_node *parent,
                                   rb_update *update)
{
    struct rb_node *sibling = parent->right;
    if (sibling->red) {
        sibling->red = false;
        parent->red = true;
        rotate_left(tree, parent, update);
        sibling = parent->right;
    }
    if (!is_red(sibling->left) && !is_red(sibling->right)) {
        sibling->red = true;
        return parent;
    }
    if (!is_red(sibling->right)) {
        sibling->left->red = false;
        sibling->red = true;
        rotate_right(tree, sibling, update);
        sibling = parent->right;
    }
    sibling->red = parent->red;
    parent->red = sibling->right->red = false;
    rotate_left(tree, parent, update);
    return NULL;
}

/* The mirror image. */
static struct rb_node *repair_right(struct rb_tree *tree,
                                    struct rb_node *parent, rb_update *update)
{
    struct rb_node *sibling = parent->left;
    if (sibling->red) {
        sibling->red = false;
        parent->red = true;
        rotate_right(tree, parent, update);
        sibling = parent->left;
    }
    if (!is_red(sibling->left) && !is_red(sibling->right)) {
        sibling->red = true;
        return parent;
    }
    if (!is_red(sibling->left)) {
        sibling->right->red = false;
        sibling->red = true;
        rotate_left(tree, sibling, update);
        sibling = parent->left;
    }
    sibling->red = parent->red;
    parent->red = sibling->left->red = false;
    rotate_right(tree, parent, update);
    return NULL;
}

/* `node` (may be NULL), a child of `parent`, has taken the place of a black
 * node: the paths through it lack one. */
static void remove_repair(struct rb_tree *tree, struct rb_node *node,
                          struct rb_node *parent, rb_update *update)
{
    while (parent && !is_red(node)) {
        node = node == parent->left ? repair_left(tree, parent, update)
                                    : repair_right(tree, parent, update);
        if (!node)
            return;
        parent = node->parent;
    }
    if (node)
        node->red = false;
}

/* Swap `node`, which has two children, with its successor `next` in the tree,
 * so that `node` has at most one. (Nodes lie in their elements: contents cannot
 * be exchanged.) */
static void swap_with_next(struct rb_tree *tree, struct rb_node *node,
                           struct rb_node *next)
{
    struct rb_node old = *next;
    replace(tree, node, next);
    next->red = node->red;
    next->left = node->left;
    next->left->parent = next;
    if (node->right == next) {
        next->right = node;
        node->parent = next;
    } else {
        next->right = node->right;
        next->right->parent = next;
        old.parent->left = node;
        node->parent = old.parent;
    }
    node->red = old.red;
    node->left = NULL;
    node->right = old.right;
    if (node->right)
        node->right->parent = node;
}

void rb_remove_augmented(struct rb_tree *tree, struct rb_node *node,
                         rb_update *update)
{
    if (tree->leftmost == node)
        tree->leftmost = rb_next(node);
    if (node->left && node->right)
        swap_with_next(tree, node, min_below(node->right));
    struct rb_node *child = node->left ? node->left : node->right;
    struct rb_node *parent = node->parent;
    replace(tree, node, child);
    if (update)
        update_path(parent, update);
    if (!node->red)
        remove_repair(tree, child, parent, update);
}

void rb_remove(struct rb_tree *tree, struct rb_node *node)
{
    rb_remove_augmented(tree, node, NULL);
}
