/* SPDX-License-Identifier: MIT
 *
 * Red-black trees against a sorted array, and their rules after each step.
 *
 * LINK: kernel/lib/rbtree.c
 */
#include "lib/rbtree.h"
#include "unit.h"

#define ITEMS 200

struct item {
    struct rb_node node;
    unsigned key;
    unsigned serial;       /* order of insertion */
    unsigned value, least; /* a second key; the smallest of the subtree's */
    bool in;
};

static struct item items[ITEMS];
static struct rb_tree tree;
static unsigned serial;

static const struct item *item_of(const struct rb_node *node)
{
    return (const struct item *)((const char *)node -
                                 offsetof(struct item, node));
}

static bool less(const struct rb_node *a, const struct rb_node *b)
{
    return item_of(a)->key < item_of(b)->key;
}

/* Black nodes on each path down from `node`, or -1 if a rule is broken. */
static int black_height(const struct rb_node *node)
{
    if (!node)
        return 0;
    if ((node->left && node->left->parent != node) ||
        (node->right && node->right->parent != node))
        return -1;
    if (node->red &&
        ((node->left && node->left->red) || (node->right && node->right->red)))
        return -1;
    int left = black_height(node->left), right = black_height(node->right);
    return left != right || left < 0 ? -1 : left + !node->red;
}

/* The rules hold, and a walk meets `count` items in order. */
static void check_tree(unsigned count)
{
    unsigned seen = 0;
    const struct item *last = NULL;
    CHECK(!tree.root || (!tree.root->red && !tree.root->parent));
    CHECK(black_height(tree.root) >= 0);
    for (struct rb_node *node = rb_first(&tree); node; node = rb_next(node)) {
        const struct item *item = item_of(node);
        CHECK(item->in);
        if (last)
            CHECK(last->key < item->key ||
                  (last->key == item->key && last->serial < item->serial));
        last = item;
        seen++;
    }
    CHECK_EQUAL(seen, count);
}

static void insert(struct item *item, unsigned key)
{
    item->key = key;
    item->serial = serial++;
    item->in = true;
    rb_insert(&tree, &item->node, less);
}

static void take_out(struct item *item)
{
    rb_remove(&tree, &item->node);
    item->in = false;
}

static void start(void)
{
    tree = (struct rb_tree){0};
    memset(items, 0, sizeof(items));
}

static void test_ascending(void)
{
    start();
    for (unsigned i = 0; i < ITEMS; i++) {
        insert(&items[i], i);
        check_tree(i + 1);
    }
    for (unsigned i = 0; i < ITEMS; i++) {
        CHECK(rb_first(&tree) == &items[i].node);
        take_out(&items[i]);
        check_tree(ITEMS - 1 - i);
    }
    CHECK(!tree.root && !rb_first(&tree));
}

static void test_descending(void)
{
    start();
    for (unsigned i = 0; i < ITEMS; i++) {
        insert(&items[i], ITEMS - i);
        CHECK(rb_first(&tree) == &items[i].node);
    }
    check_tree(ITEMS);
    for (unsigned i = 0; i < ITEMS; i++) {
        take_out(&items[i]);
        check_tree(ITEMS - 1 - i);
    }
}

static void test_equal_keys_keep_order(void)
{
    start();
    for (unsigned i = 0; i < ITEMS; i++)
        insert(&items[i], i % 3);
    check_tree(ITEMS);
}

static void test_random(void)
{
    unsigned count = 0;
    start();
    for (int step = 0; step < 50000; step++) {
        struct item *item = &items[unit_random() % ITEMS];
        if (item->in) {
            take_out(item);
            count--;
        } else {
            insert(item, (unsigned)(unit_random() % 64));
            count++;
        }
        if (step % 16 == 0)
            check_tree(count);
    }
}

static unsigned least_of(const struct rb_node *node)
{
    return node ? item_of(node)->least : UINT32_MAX;
}

static unsigned least_below(const struct rb_node *node)
{
    unsigned left = least_of(node->left), right = least_of(node->right);
    unsigned least = left < right ? left : right;
    return least < item_of(node)->value ? least : item_of(node)->value;
}

static void update_least(struct rb_node *node)
{
    ((struct item *)node)->least = least_below(node);
}

_Static_assert(offsetof(struct item, node) == 0, "update_least casts");

static void test_augmented(void)
{
    unsigned count = 0;
    start();
    for (int step = 0; step < 50000; step++) {
        struct item *item = &items[unit_random() % ITEMS];
        if (item->in) {
            rb_remove_augmented(&tree, &item->node, update_least);
            count--;
        } else {
            item->key = (unsigned)(unit_random() % 64);
            item->value = (unsigned)unit_random();
            item->serial = serial++;
            rb_insert_augmented(&tree, &item->node, less, update_least);
            count++;
        }
        item->in = !item->in;
        for (struct rb_node *node = rb_first(&tree); node; node = rb_next(node))
            CHECK_EQUAL(least_of(node), least_below(node));
        if (step % 16 == 0)
            check_tree(count);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"ascending", test_ascending},
        {"descending", test_descending},
        {"equal keys keep their order", test_equal_keys_keep_order},
        {"random against the rules", test_random},
        {"augmented", test_augmented},
    };
    return UNIT_RUN(tests);
}
