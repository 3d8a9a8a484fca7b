/* SPDX-License-Identifier: MIT
 *
 * Lists.
 */
#include "lib/list.h"
#include "unit.h"

struct item {
    int value;
    struct list node;
};

static struct list head;
static struct item items[5];

static void fill(void)
{
    list_init(&head);
    for (int i = 0; i < 5; i++) {
        items[i].value = i;
        list_push_back(&head, &items[i].node);
    }
}

static int value_of(const struct list *node)
{
    return node ? list_entry(node, struct item, node)->value : -1;
}

/* The list's values as a decimal number's digits, and back to front alike. */
static void check_order(long expected)
{
    long forwards = 0, backwards = 0, unit = 1;
    list_for_each (node, &head)
        forwards = forwards * 10 + value_of(node);
    for (struct list *node = head.prev; node != &head; node = node->prev) {
        backwards += unit * value_of(node);
        unit *= 10;
    }
    CHECK_EQUAL(forwards, expected);
    CHECK_EQUAL(backwards, expected);
}

static void test_order(void)
{
    fill();
    check_order(1234);
    struct item first = {.value = 9};
    list_push_front(&head, &first.node);
    check_order(901234);
    list_remove(&first.node);
    check_order(1234);
}

static void test_empty(void)
{
    list_init(&head);
    CHECK(list_empty(&head));
    CHECK(!list_first(&head));
    CHECK(!list_pop_front(&head));
    list_push_back(&head, &items[3].node);
    CHECK(!list_empty(&head));
    CHECK_EQUAL(value_of(list_first(&head)), 3);
    CHECK_EQUAL(value_of(list_pop_front(&head)), 3);
    CHECK(list_empty(&head));
}

static void test_remove_twice(void)
{
    fill();
    list_remove(&items[2].node);
    list_remove(&items[2].node);
    check_order(134);
}

static void test_remove_while_walking(void)
{
    fill();
    list_for_each_safe(node, &head)
    {
        if (value_of(node) % 2 == 0)
            list_remove(node);
    }
    check_order(13);
}

static void test_insert_between(void)
{
    fill();
    struct item extra = {.value = 7};
    list_insert(&items[1].node, &extra.node);
    check_order(17234);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"order", test_order},
        {"empty", test_empty},
        {"remove twice", test_remove_twice},
        {"remove while walking", test_remove_while_walking},
        {"insert between", test_insert_between},
    };
    return UNIT_RUN(tests);
}
