/* SPDX-License-Identifier: MIT
 *
 * The settings of a terminal, as the kernel's ioctls carry them (which is not
 * quite the struct of the C libraries). Source: termios(3), ioctl_tty(2),
 * asm-generic/termbits.h for the numbers.
 */
#ifndef FS_TTY_TERMIOS_H
#define FS_TTY_TERMIOS_H

#include <stdint.h>

/* Places in `keys`. A key that is 0 is switched off. */
enum {
    VINTR = 0,
    VQUIT = 1,
    VERASE = 2,
    VKILL = 3,
    VEOF = 4,
    VTIME = 5, /* tenths of a second */
    VMIN = 6,
    VSTART = 8,
    VSTOP = 9,
    VSUSP = 10,
    VEOL = 11,
    VREPRINT = 12,
    VDISCARD = 13, /* kept, and means nothing: as on Linux */
    VWERASE = 14,
    VLNEXT = 15,
    VEOL2 = 16,
    KEYS = 19
};

struct termios {
    uint32_t input;   /* c_iflag */
    uint32_t output;  /* c_oflag */
    uint32_t control; /* c_cflag: kept, but there is no line to set */
    uint32_t local;   /* c_lflag */
    uint8_t discipline;
    uint8_t keys[KEYS]; /* c_cc */
};

_Static_assert(sizeof(struct termios) == 36, "ioctl_tty(2)");

/* c_iflag */
#define ISTRIP 0x0020u
#define INLCR 0x0040u
#define IGNCR 0x0080u
#define ICRNL 0x0100u
#define IXON 0x0400u
#define IXANY 0x0800u
#define IUTF8 0x4000u

/* c_oflag */
#define OPOST 0x0001u
#define ONLCR 0x0004u
#define OCRNL 0x0008u
#define ONOCR 0x0010u
#define ONLRET 0x0020u
#define TABDLY 0x1800u /* both bits: write tabs as spaces */

/* c_cflag */
#define CS8 0x0030u
#define CREAD 0x0080u
#define B38400 0x000fu

/* c_lflag */
#define ISIG 0x0001u
#define ICANON 0x0002u
#define ECHO 0x0008u
#define ECHOE 0x0010u
#define ECHOK 0x0020u
#define ECHONL 0x0040u
#define NOFLSH 0x0080u
#define TOSTOP 0x0100u
#define ECHOCTL 0x0200u
#define ECHOKE 0x0800u
#define IEXTEN 0x8000u

struct winsize {
    uint16_t rows, columns, x_pixels, y_pixels;
};

#endif
