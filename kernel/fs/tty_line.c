/* SPDX-License-Identifier: MIT
 *
 * The line discipline. See tty_line.h; the order in which a byte's meanings are
 * tried is termios(3)'s: flow control, signals, translation of \r and \n, then
 * in canonical mode the editing keys.
 *
 * ^D is kept in the buffer as a 0 byte that ends a line: no key that is 0 is
 * ever in force, so a 0 that ends a line can be nothing else.
 *
 * What is not here: parity marks, ECHOPRT, delays, upper-case terminals.
 */
#include "fs/tty_line.h"
#include "lib/string.h"
#include "task/signal.h"

#define TAB_WIDTH 8
#define DELETE 0x7f
#define SHOW_CHUNK 64 /* bytes handed to ops->show at once */

/* ---- the screen ---- */

static bool local(const struct line *line, uint32_t flags)
{
    return (line->termios.local & flags) == flags;
}

static bool is_control(uint8_t byte)
{
    return byte < ' ' || byte == DELETE;
}

static bool is_continuation(const struct line *line, uint8_t byte)
{
    return line->termios.input & IUTF8 && (byte & 0xc0) == 0x80;
}

/* The column after `byte` was shown as it is at `column`. */
static uint32_t column_after(const struct line *line, uint32_t column,
                             uint8_t byte)
{
    switch (byte) {
    case '\r':
        return 0;
    case '\n':
        return line->termios.output & ONLRET ? 0 : column;
    case '\t':
        return column - column % TAB_WIDTH + TAB_WIDTH;
    case '\b':
        return column ? column - 1 : 0;
    default:
        return column + !(is_control(byte) || is_continuation(line, byte));
    }
}

/* What the screen gets for `byte`, in to[TAB_WIDTH]; how many bytes. */
static size_t process_output(struct line *line, uint8_t byte, char *to)
{
    uint32_t flags = line->termios.output;
    size_t count = 1;

    if (byte == '\r' && flags & ONOCR && line->column == 0)
        return 0;
    bool newline = byte == '\n';
    if (byte == '\r' && flags & OCRNL)
        byte = '\n';
    uint32_t after = column_after(line, line->column, byte);
    to[0] = (char)byte;
    if (newline && flags & ONLCR) {
        memcpy(to, "\r\n", 2);
        count = 2;
        after = 0;
    } else if (byte == '\t' && (flags & TABDLY) == TABDLY) {
        count = after - line->column;
        memset(to, ' ', count);
    }
    line->column = after;
    return count;
}

void line_write(struct line *line, const char *bytes, size_t count)
{
    char chunk[SHOW_CHUNK];
    size_t used = 0;

    if (!(line->termios.output & OPOST)) {
        line->ops->show(line->owner, bytes, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        used += process_output(line, (uint8_t)bytes[i], chunk + used);
        if (used > SHOW_CHUNK - TAB_WIDTH) {
            line->ops->show(line->owner, chunk, used);
            used = 0;
        }
    }
    if (used)
        line->ops->show(line->owner, chunk, used);
}

static void show_byte(struct line *line, uint8_t byte)
{
    char c = (char)byte;
    line_write(line, &c, 1);
}

/* Show a typed byte: ^X for a control character, if ECHOCTL asks for that. */
static void echo_byte(struct line *line, uint8_t byte)
{
    if (local(line, ECHOCTL) && is_control(byte) && byte != '\t') {
        show_byte(line, '^');
        byte ^= 0x40;
    }
    show_byte(line, byte);
}

static void echo(struct line *line, uint8_t byte)
{
    if (!local(line, ECHO))
        return;
    if (line->tail == line->ended)
        line->start_column = line->column;
    echo_byte(line, byte);
}

/* ---- the buffer ---- */

static uint8_t *byte_at(struct line *line, uint32_t at)
{
    return &line->bytes[at % LINE_BUFFER];
}

static bool ends_line(const struct line *line, uint32_t at)
{
    return line->ends[at % LINE_BUFFER / 64] >> at % 64 & 1;
}

static void set_end(struct line *line, uint32_t at, bool end)
{
    uint64_t bit = 1ull << at % 64;
    if (end)
        line->ends[at % LINE_BUFFER / 64] |= bit;
    else
        line->ends[at % LINE_BUFFER / 64] &= ~bit;
}

static void put(struct line *line, uint8_t byte, bool end)
{
    *byte_at(line, line->tail) = byte;
    set_end(line, line->tail, end);
    line->tail++;
    if (end)
        line->ended = line->tail;
}

/* Is there room for one more? In canonical mode the last place is for what ends
 * the line. */
static bool has_room(const struct line *line, bool end)
{
    uint32_t used = line->tail - line->head;
    uint32_t kept = line_canonical(line) && !end ? 1 : 0;
    return used + kept < LINE_BUFFER;
}

/* Does only the line being typed fill the buffer, so that no reader can help? */
static bool is_endless(const struct line *line)
{
    return line_canonical(line) && line->ended == line->head;
}

bool line_full(const struct line *line)
{
    return !is_endless(line) && !has_room(line, false);
}

void line_flush(struct line *line)
{
    line->head = line->ended = line->tail;
    line->literal = false;
}

/* ---- editing ---- */

/* The column of the cursor after the first `count` bytes of the line being
 * typed had been echoed. */
static uint32_t column_of(struct line *line, uint32_t count)
{
    uint32_t column = line->start_column;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t byte = *byte_at(line, line->ended + i);
        if (is_control(byte) && byte != '\t' && local(line, ECHOCTL))
            column += 2;
        else
            column = column_after(line, column, byte);
    }
    return column;
}

/* Wipe `width` columns before the cursor; of a tab there is nothing to wipe. */
static void wipe(struct line *line, uint32_t width, bool tab)
{
    for (uint32_t i = 0; i < width; i++)
        line_write(line, "\b \b", tab ? 1 : 3);
}

/* Where the last character of the line being typed begins, or where the line
 * ends if there is none, or one without its beginning. */
static uint32_t last_character(struct line *line)
{
    uint32_t at = line->tail;

    while (at != line->ended)
        if (!is_continuation(line, *byte_at(line, --at)))
            return at;
    return line->tail;
}

/* Take back what begins at `at`, the last character, from the screen too if
 * `show`. */
static void erase_from(struct line *line, uint32_t at, bool show)
{
    uint32_t before = column_of(line, line->tail - line->ended);

    line->tail = at;
    if (!show)
        return;
    uint32_t after = column_of(line, line->tail - line->ended);
    wipe(line, before > after ? before - after : 0, *byte_at(line, at) == '\t');
}

static void erase_key(struct line *line, uint8_t key)
{
    uint32_t at = last_character(line);

    if (at == line->tail)
        return;
    erase_from(line, at, local(line, ECHO | ECHOE));
    if (local(line, ECHO) && !local(line, ECHOE))
        echo_byte(line, key);
}

/* Letters are Latin-1's: the first byte of a UTF-8 character counts as one. */
static bool is_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || byte == '_' ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           (byte >= 0xc0 && byte != 0xd7 && byte != 0xf7);
}

/* The last word, and what stands between it and the cursor. */
static void erase_word(struct line *line)
{
    bool seen = false;

    for (;;) {
        uint32_t at = last_character(line);
        bool word = is_word(*byte_at(line, at));
        if (at == line->tail || (seen && !word))
            return;
        seen |= word;
        erase_from(line, at, local(line, ECHO));
    }
}

static void kill_key(struct line *line, uint8_t key)
{
    bool wiping = local(line, ECHO | ECHOK | ECHOKE | ECHOE);

    if (line->tail == line->ended)
        return;
    while (wiping && last_character(line) != line->tail)
        erase_from(line, last_character(line), true);
    if (!wiping)
        line->tail = line->ended;
    if (wiping || !local(line, ECHO))
        return;
    echo_byte(line, key);
    if (local(line, ECHOK))
        show_byte(line, '\n');
}

/* Show the line being typed anew, in a line of its own. */
static void reprint(struct line *line, uint8_t key)
{
    echo_byte(line, key);
    show_byte(line, '\n');
    line->start_column = line->column;
    for (uint32_t at = line->ended; at != line->tail; at++)
        echo_byte(line, *byte_at(line, at));
}

/* ---- keys ---- */

static bool is_key(const struct line *line, uint8_t byte, int key)
{
    return byte && line->termios.keys[key] == byte;
}

static bool is_extended_key(const struct line *line, uint8_t byte, int key)
{
    return local(line, IEXTEN) && is_key(line, byte, key);
}

/* ^S and ^Q. True: `byte` was one of them. */
static bool flow_key(struct line *line, uint8_t byte)
{
    if (!(line->termios.input & IXON))
        return false;
    bool stop = is_key(line, byte, VSTOP);
    bool start = is_key(line, byte, VSTART);
    if (stop || start)
        line->stopped = stop && !start;
    else if (line->termios.input & IXANY)
        line->stopped = false;
    return stop || start;
}

static int signal_of(const struct line *line, uint8_t byte)
{
    if (!local(line, ISIG))
        return 0;
    if (is_key(line, byte, VINTR))
        return SIGINT;
    if (is_key(line, byte, VQUIT))
        return SIGQUIT;
    return is_key(line, byte, VSUSP) ? SIGTSTP : 0;
}

static void signal_key(struct line *line, uint8_t byte, int signal)
{
    if (!local(line, NOFLSH))
        line_flush(line);
    if (line->termios.input & IXON)
        line->stopped = false;
    echo(line, byte);
    line->ops->raise(line->owner, signal);
}

/* A byte that ends the line. */
static bool end_line(struct line *line, uint8_t byte)
{
    if (!has_room(line, true))
        return false;
    if (byte != '\n')
        echo(line, byte);
    else if (line->termios.local & (ECHO | ECHONL))
        show_byte(line, byte);
    put(line, byte, true);
    return true;
}

static bool end_of_file(struct line *line)
{
    if (!has_room(line, true))
        return false;
    put(line, 0, true);
    return true;
}

static void literal_key(struct line *line)
{
    line->literal = true;
    if (!local(line, ECHO | ECHOCTL))
        return;
    if (line->tail == line->ended)
        line->start_column = line->column;
    line_write(line, "^\b", 2);
}

/* The keys that edit. True: `byte` was one. */
static bool editing_key(struct line *line, uint8_t byte)
{
    if (is_key(line, byte, VERASE))
        erase_key(line, byte);
    else if (is_key(line, byte, VKILL))
        kill_key(line, byte);
    else if (is_extended_key(line, byte, VWERASE))
        erase_word(line);
    else if (is_extended_key(line, byte, VLNEXT))
        literal_key(line);
    else if (is_extended_key(line, byte, VREPRINT) && local(line, ECHO))
        reprint(line, byte);
    else
        return false;
    return true;
}

/* What is too much of a line is shown, though it is dropped: n_tty does so. */
static bool type_ordinary(struct line *line, uint8_t byte)
{
    bool room = has_room(line, false);

    if (room || is_endless(line))
        echo(line, byte);
    if (room)
        put(line, byte, false);
    return room;
}

/* A \r that became \n, in raw mode: unlike a typed \n it is not echoed as ^J. */
static bool type_newline(struct line *line)
{
    if (!has_room(line, false))
        return false;
    if (local(line, ECHO))
        show_byte(line, '\n');
    put(line, '\n', false);
    return true;
}

static bool type_canonical(struct line *line, uint8_t byte)
{
    if (editing_key(line, byte))
        return true;
    if (byte == '\n' || is_key(line, byte, VEOL) ||
        is_extended_key(line, byte, VEOL2))
        return end_line(line, byte);
    if (is_key(line, byte, VEOF))
        return end_of_file(line);
    return type_ordinary(line, byte);
}

/* \r and \n as c_iflag wants them. False: the byte is dropped. */
static bool translate(const struct line *line, uint8_t *byte)
{
    uint32_t flags = line->termios.input;

    if (*byte == '\r' && flags & IGNCR)
        return false;
    if (*byte == '\r' && flags & ICRNL)
        *byte = '\n';
    else if (*byte == '\n' && flags & INLCR)
        *byte = '\r';
    return true;
}

bool line_type(struct line *line, uint8_t byte)
{
    if (line->termios.input & ISTRIP)
        byte &= 0x7f;
    if (line->literal) {
        line->literal = false;
        return type_ordinary(line, byte);
    }
    if (flow_key(line, byte))
        return true;
    int signal = signal_of(line, byte);
    if (signal) {
        signal_key(line, byte, signal);
        return true;
    }
    uint8_t typed = byte;
    if (!translate(line, &byte))
        return true;
    if (line_canonical(line))
        return type_canonical(line, byte);
    return typed == '\r' && byte == '\n' ? type_newline(line)
                                         : type_ordinary(line, byte);
}

/* ---- the reader ---- */

/* Is the byte at `at` a ^D? */
static bool is_end_of_file(struct line *line, uint32_t at)
{
    return ends_line(line, at) && *byte_at(line, at) == 0;
}

uint32_t line_readable(const struct line *line)
{
    uint32_t count = line->tail - line->head;
    if (!line_canonical(line))
        return count;
    count = line->ended - line->head;
    for (uint32_t at = line->head; at != line->ended; at++)
        if (ends_line(line, at) && line->bytes[at % LINE_BUFFER] == 0)
            count--;
    return count;
}

bool line_ready(const struct line *line, uint32_t minimum)
{
    if (line_canonical(line))
        return line->ended != line->head;
    return line->tail - line->head >= minimum;
}

static uint32_t read_canonical(struct line *line, uint8_t *to, uint32_t count)
{
    uint32_t done = 0;

    while (line->head != line->ended) {
        if (is_end_of_file(line, line->head)) { /* also one right after `to` */
            line->head++;
            break;
        }
        if (done == count)
            break;
        bool end = ends_line(line, line->head);
        to[done++] = *byte_at(line, line->head++);
        if (end)
            break;
    }
    return done;
}

uint32_t line_read(struct line *line, uint8_t *to, uint32_t count)
{
    uint32_t done = 0;

    if (line_canonical(line))
        return read_canonical(line, to, count);
    while (done < count && line->head != line->tail)
        to[done++] = *byte_at(line, line->head++);
    return done;
}

/* ---- settings ---- */

void line_set(struct line *line, const struct termios *termios)
{
    bool changed = (line->termios.local ^ termios->local) & ICANON;

    line->termios = *termios;
    if (!(termios->input & IXON))
        line->stopped = false;
    if (!changed)
        return;
    line->literal = false;
    memset(line->ends, 0, sizeof(line->ends));
    line->ended = line->head;
    if (line_canonical(line) && line->tail != line->head) {
        set_end(line, line->tail - 1, true);
        line->ended = line->tail;
    }
}

#define CONTROL(letter) ((letter)&0x1f)

static const struct termios first_settings = {
    .input = ICRNL | IXON,
    .output = OPOST | ONLCR,
    .control = B38400 | CS8 | CREAD,
    .local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    .keys =
        {
            [VINTR] = CONTROL('C'),
            [VQUIT] = CONTROL('\\'),
            [VERASE] = DELETE,
            [VKILL] = CONTROL('U'),
            [VEOF] = CONTROL('D'),
            [VMIN] = 1,
            [VSTART] = CONTROL('Q'),
            [VSTOP] = CONTROL('S'),
            [VSUSP] = CONTROL('Z'),
            [VREPRINT] = CONTROL('R'),
            [VDISCARD] = CONTROL('O'),
            [VWERASE] = CONTROL('W'),
            [VLNEXT] = CONTROL('V'),
        },
};

void line_init(struct line *line, const struct line_ops *ops, void *owner)
{
    memset(line, 0, sizeof(*line));
    line->ops = ops;
    line->owner = owner;
    line->termios = first_settings;
}
