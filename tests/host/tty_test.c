/* SPDX-License-Identifier: MIT
 *
 * The line discipline: keys go in, what a reader gets and what the screen shows
 * is compared with what is written here, and then, for random keys and
 * settings, with what a pseudo-terminal of the host's Linux does.
 *
 * LINK: kernel/fs/tty_line.c
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>
#include "fs/tty_line.h"
#include "unit.h"

/* The kernel's numbers; the host's <termios.h> has the same names. */
#define TIOCSPTLCK 0x40045431
#define TCSETS 0x5402
#define FIONREAD 0x541B
int ioctl(int fd, unsigned long request, ...);

#define SCREEN_SIZE 65536

static struct line line;
static char screen[SCREEN_SIZE];
static size_t screen_used;
static int raised; /* the last signal, 0: none */

static void show(void *owner, const char *bytes, size_t count)
{
    CHECK(owner == &screen);
    CHECK(screen_used + count < sizeof screen);
    memcpy(screen + screen_used, bytes, count);
    screen_used += count;
}

static void note_signal(void *owner, int signal)
{
    CHECK(owner == &screen);
    raised = signal;
}

static const struct line_ops ops = {.show = show, .raise = note_signal};

static void begin(void)
{
    line_init(&line, &ops, screen);
    screen_used = 0;
    raised = 0;
}

/* Change settings: flags of c_lflag on and off. */
static void local(uint32_t on, uint32_t off)
{
    struct termios termios = line.termios;
    termios.local = (termios.local | on) & ~off;
    line_set(&line, &termios);
}

static void type(const char *keys)
{
    while (*keys)
        line_type(&line, (uint8_t)*keys++);
}

static const char *read_some(uint32_t count)
{
    static char text[LINE_BUFFER + 1];
    text[line_read(&line, (uint8_t *)text, count)] = '\0';
    return text;
}

static const char *read_line(void)
{
    return read_some(LINE_BUFFER);
}

/* What was shown since the last call. */
static const char *shown(void)
{
    screen[screen_used] = '\0';
    screen_used = 0;
    return screen;
}

static void test_lines(void)
{
    begin();
    type("hello");
    CHECK(!line_ready(&line, 1));
    CHECK_EQUAL(line_readable(&line), 0);
    type("\nworld\nrest");
    CHECK(line_ready(&line, 1));
    CHECK_EQUAL(line_readable(&line), 12);
    CHECK_TEXT(shown(), "hello\r\nworld\r\nrest");
    CHECK_TEXT(read_line(), "hello\n");
    CHECK_TEXT(read_some(3), "wor");
    CHECK_TEXT(read_line(), "ld\n");
    CHECK(!line_ready(&line, 1));
    CHECK_TEXT(read_line(), "");
}

static void test_erase(void)
{
    begin();
    type("ab\x7f");
    CHECK_TEXT(shown(), "ab\b \b");
    type("\x7f\x7f\x7fz\n");
    CHECK_TEXT(shown(), "\b \bz\r\n");
    CHECK_TEXT(read_line(), "z\n");
    type("\x01\x7f");
    CHECK_TEXT(shown(), "^A\b \b\b \b");
    type("ab\t\x7f");
    CHECK_TEXT(shown(), "ab\t\b\b\b\b\b\b");
    local(0, ECHOE);
    type("\x7f\n");
    CHECK_TEXT(shown(), "^?\r\n");
    CHECK_TEXT(read_line(), "a\n");
}

static void test_erase_after_output(void)
{
    begin();
    line_write(&line, "$ ", 2);
    type("a\t\x7f");
    CHECK_TEXT(shown(), "$ a\t\b\b\b\b\b");
}

static void test_words(void)
{
    begin();
    type("one two-three  \x17");
    CHECK_TEXT(shown(), "one two-three  \b \b\b \b\b \b\b \b\b \b\b \b\b \b");
    type("\x17\x17x\n");
    CHECK_TEXT(read_line(), "x\n");
}

static void test_kill(void)
{
    begin();
    type("one\ntwo\x15");
    CHECK_TEXT(shown(), "one\r\ntwo\b \b\b \b\b \b");
    type("x\n");
    CHECK_TEXT(read_line(), "one\n");
    CHECK_TEXT(read_line(), "x\n");
    shown();
    local(0, ECHOKE);
    type("two\x15");
    CHECK_TEXT(shown(), "two^U\r\n");
    local(0, ECHOK);
    type("two\x15");
    CHECK_TEXT(shown(), "two^U");
}

static void test_end_of_file(void)
{
    begin();
    type("\x04");
    CHECK(line_ready(&line, 1));
    CHECK_EQUAL(line_readable(&line), 0);
    CHECK_TEXT(read_line(), "");
    CHECK(!line_ready(&line, 1));
    type("abc\x04");
    CHECK_EQUAL(line_readable(&line), 3);
    CHECK_TEXT(read_some(3), "abc");
    CHECK(!line_ready(&line, 1)); /* the ^D went along */
    type("de\x04\x04");
    CHECK_TEXT(read_line(), "de");
    CHECK(line_ready(&line, 1));
    CHECK_TEXT(read_line(), "");
    CHECK_TEXT(shown(), "abcde");
}

static void test_signals(void)
{
    begin();
    type("done\nabc\x03");
    CHECK_EQUAL(raised, 2);
    CHECK_TEXT(shown(), "done\r\nabc^C");
    CHECK(!line_ready(&line, 1));
    type("\x1c");
    CHECK_EQUAL(raised, 3);
    type("\x1a");
    CHECK_EQUAL(raised, 20);
    CHECK_TEXT(shown(), "^\\^Z");
    local(NOFLSH, 0);
    type("a\x03\n");
    CHECK_TEXT(read_line(), "a\n");
    raised = 0;
    local(0, ISIG);
    type("\x03\n");
    CHECK_EQUAL(raised, 0);
    CHECK_TEXT(read_line(), "\x03\n");
}

static void test_literal(void)
{
    begin();
    type("\x16\x03\x16\x7f\x16\n\n");
    CHECK_EQUAL(raised, 0);
    CHECK_TEXT(read_line(), "\x03\x7f\n\n");
    CHECK_TEXT(shown(), "^\b^C^\b^?^\b^J\r\n");
}

static void test_reprint(void)
{
    begin();
    type("a\x01z\x12");
    CHECK_TEXT(shown(), "a^Az^R\r\na^Az");
    type("\n");
    CHECK_TEXT(read_line(), "a\x01z\n");
}

static void test_echo_off(void)
{
    begin();
    local(0, ECHO);
    type("secret\x7f\x15pass\n");
    CHECK_TEXT(shown(), "");
    CHECK_TEXT(read_line(), "pass\n");
    local(ECHONL, 0);
    type("pass\n");
    CHECK_TEXT(shown(), "\r\n");
}

static void test_returns(void)
{
    struct termios termios;
    begin();
    type("a\r");
    CHECK_TEXT(read_line(), "a\n");
    termios = line.termios;
    termios.input = IGNCR;
    line_set(&line, &termios);
    type("b\r\n");
    CHECK_TEXT(read_line(), "b\n");
    termios.input = INLCR;
    line_set(&line, &termios);
    type("c\n");
    CHECK(!line_ready(&line, 1));
    line_flush(&line);
    termios.input = 0;
    termios.keys[VEOL] = ';';
    line_set(&line, &termios);
    type("d;e\n");
    CHECK_TEXT(read_line(), "d;");
    CHECK_TEXT(read_line(), "e\n");
}

static void test_flow(void)
{
    begin();
    type("\x13");
    CHECK(line.stopped);
    type("\x11");
    CHECK(!line.stopped);
    type("\x13\x03");
    CHECK(!line.stopped);
    type("\x13");
    struct termios termios = line.termios;
    termios.input &= ~IXON;
    line_set(&line, &termios);
    CHECK(!line.stopped);
    type("\x13\n");
    CHECK_TEXT(read_line(), "\x13\n");
}

static void test_raw(void)
{
    begin();
    local(0, ICANON | ECHO | ISIG);
    CHECK(!line_ready(&line, 1));
    CHECK(line_ready(&line, 0));
    type("ab");
    CHECK(line_ready(&line, 2));
    CHECK(!line_ready(&line, 3));
    type("\x03\x04\x16\x7f\n");
    CHECK_EQUAL(line_readable(&line), 7);
    CHECK_TEXT(read_some(1), "a");
    CHECK_TEXT(read_line(), "b\x03\x04\x16\x7f\n");
    CHECK_TEXT(shown(), "");
}

static void test_switching(void)
{
    begin();
    type("one\ntwo");
    local(0, ICANON);
    CHECK_TEXT(read_some(5), "one\nt");
    local(ICANON, 0);
    CHECK(line_ready(&line, 1));
    CHECK_TEXT(read_line(), "wo");
    CHECK(!line_ready(&line, 1));
    type("x\x7fy\n");
    CHECK_TEXT(read_line(), "y\n");
}

static void test_full(void)
{
    begin();
    for (int i = 0; i < LINE_BUFFER + 100; i++)
        CHECK_EQUAL(line_type(&line, 'x'), i < LINE_BUFFER - 1);
    CHECK_EQUAL(screen_used, LINE_BUFFER + 100);
    CHECK(line_type(&line, '\n'));
    CHECK(!line_type(&line, '\n'));
    CHECK(!line_type(&line, 4));
    CHECK_EQUAL(strlen(read_line()), LINE_BUFFER);
    type("again\n");
    CHECK_TEXT(read_line(), "again\n");
}

static void test_room(void)
{
    begin();
    for (int i = 0; i < LINE_BUFFER + 100; i++)
        line_type(&line, 'x');
    CHECK(!line_full(&line)); /* the end of the line is yet to come */
    line_type(&line, '\n');
    CHECK(line_full(&line));
    CHECK_EQUAL(strlen(read_line()), LINE_BUFFER);
    CHECK(!line_full(&line));
    local(0, ICANON);
    for (int i = 0; i < LINE_BUFFER; i++) {
        CHECK(!line_full(&line));
        CHECK(line_type(&line, 'y'));
    }
    CHECK(line_full(&line));
    read_some(1);
    CHECK(!line_full(&line));
}

static void test_output(void)
{
    struct termios termios;
    begin();
    line_write(&line, "a\nb\r\n", 5);
    CHECK_TEXT(shown(), "a\r\nb\r\r\n");
    termios = line.termios;
    termios.output = OPOST | OCRNL | ONOCR | TABDLY;
    line_set(&line, &termios);
    line_write(&line, "\ra\tb\r", 5);
    CHECK_TEXT(shown(), "a       b\n");
    termios.output = ONLCR; /* without OPOST nothing counts */
    line_set(&line, &termios);
    line_write(&line, "x\n", 2);
    CHECK_TEXT(shown(), "x\n");
    char many[1000];
    memset(many, '\n', sizeof many);
    termios.output = OPOST | ONLCR;
    line_set(&line, &termios);
    line_write(&line, many, sizeof many);
    CHECK_EQUAL(screen_used, 2 * sizeof many);
}

static void test_utf8(void)
{
    struct termios termios;
    begin();
    termios = line.termios;
    termios.input |= IUTF8;
    line_set(&line, &termios);
    type("a\xc3\xa4\x7f");
    CHECK_TEXT(shown(), "a\xc3\xa4\b \b");
    type("\n");
    CHECK_TEXT(read_line(), "a\n");
}

/* ---- against the host's own ---- */

#define ROUNDS 1000
#define KEYS_MAX 60
#define PATIENCE_MS 300

/* A pseudo-terminal: its two ends, or false: the host gives none. */
static bool open_pair(int *keyboard, int *program)
{
    int unlock = 0;
    *keyboard = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (*keyboard < 0 || ioctl(*keyboard, TIOCSPTLCK, &unlock) < 0)
        return false;
    const char *name = ptsname(*keyboard);
    *program = name ? open(name, O_RDWR | O_NOCTTY | O_NONBLOCK) : -1;
    return *program >= 0;
}

/* Read from `fd` until `wanted` bytes are there, or nothing comes any more. */
static size_t collect(int fd, char *to, size_t size, size_t wanted)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLIN};
    size_t used = 0;
    while (used < size &&
           poll(&pollfd, 1, used < wanted ? PATIENCE_MS : 0) > 0) {
        ssize_t count = read(fd, to + used, size - used);
        if (count <= 0)
            break;
        used += (size_t)count;
    }
    return used;
}

/* ECHOCTL stays on: where control characters are echoed as they are Linux
 * loses count of the columns. */
static void random_settings(void)
{
    static const uint32_t input[] = {ISTRIP, IGNCR, ICRNL, IUTF8};
    static const uint32_t flags[] = {ICANON, ECHO,   ECHOE, ECHOK,
                                     ECHONL, ECHOKE, IEXTEN};
    static const uint32_t output[] = {ONLCR, OCRNL, ONOCR, ONLRET};
    struct termios termios = line.termios;
    termios.input = unit_random() % 2 ? ICRNL : 0;
    for (unsigned i = 0; i < 4; i++) {
        termios.input ^= unit_random() % 6 ? 0 : input[i];
        termios.output ^= unit_random() % 6 ? 0 : output[i];
    }
    for (unsigned i = 0; i < 7; i++)
        termios.local ^= unit_random() % 5 ? 0 : flags[i];
    if (unit_random() % 4 == 0)
        termios.keys[VEOL] = ';';
    line_set(&line, &termios);
}

static size_t random_keys(char *keys)
{
    static const char special[] = "\x7f\x15\x17\x16\x12\x04\n\r\t;\x01"
                                  "\x7f\x17 -_\xc3\xa4 ab";
    size_t count = 1 + unit_random() % KEYS_MAX;
    for (size_t i = 0; i < count; i++)
        keys[i] = unit_random() % 2
                      ? special[unit_random() % (sizeof special - 1)]
                      : (char)('a' + unit_random() % 26);
    keys[count++] = 'q'; /* something to wait for, and no ^V before \n */
    keys[count++] = '\n';
    return count;
}

/* The kernel's struct is the C library's without its tail. */
static void compare_round(int keyboard, int program)
{
    char keys[KEYS_MAX + 2], theirs[SCREEN_SIZE];
    uint8_t ours[LINE_BUFFER];
    begin();
    random_settings();
    CHECK_EQUAL(ioctl(program, TCSETS, &line.termios), 0);
    size_t count = random_keys(keys);
    CHECK_EQUAL(write(keyboard, keys, count), count);
    for (size_t i = 0; i < count; i++)
        line_type(&line, (uint8_t)keys[i]);
    size_t used = collect(keyboard, theirs, sizeof theirs, screen_used);
    CHECK_EQUAL(used, screen_used);
    CHECK(memcmp(theirs, screen, screen_used) == 0);
    struct pollfd pollfd = {.fd = program, .events = POLLIN};
    while (line_ready(&line, 1)) {
        CHECK_EQUAL(poll(&pollfd, 1, PATIENCE_MS), 1);
        uint32_t expected = line_read(&line, ours, 7);
        ssize_t got = read(program, theirs, 7);
        CHECK_EQUAL(got, expected);
        CHECK(memcmp(theirs, ours, expected) == 0);
        if (unit_failures)
            return;
    }
    CHECK_EQUAL(poll(&pollfd, 1, 0), 0);
}

static void test_as_the_host(void)
{
    for (int round = 0; round < ROUNDS && !unit_failures; round++) {
        int keyboard, program;
        if (!open_pair(&keyboard, &program)) {
            printf("not compared: the host has no pseudo-terminals\n");
            return;
        }
        compare_round(keyboard, program);
        if (unit_failures)
            printf("in round %d\n", round);
        close(program);
        close(keyboard);
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"lines", test_lines},
        {"erase", test_erase},
        {"erase after output", test_erase_after_output},
        {"words", test_words},
        {"kill", test_kill},
        {"end of file", test_end_of_file},
        {"signals", test_signals},
        {"literal", test_literal},
        {"reprint", test_reprint},
        {"echo off", test_echo_off},
        {"returns", test_returns},
        {"flow control", test_flow},
        {"raw", test_raw},
        {"switching", test_switching},
        {"full", test_full},
        {"room", test_room},
        {"output", test_output},
        {"utf-8", test_utf8},
        {"as the host", test_as_the_host},
    };
    return UNIT_RUN(tests);
}
