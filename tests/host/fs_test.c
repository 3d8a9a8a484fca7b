/* SPDX-License-Identifier: MIT
 *
 * The file system on the host, over the real frame allocator and heap: archives
 * are unpacked, paths walked, files written, descriptors shared, and at the end
 * every frame is back. The kernel's calls are called as functions; a user
 * address is a host address, and those below BAD_BELOW are bad.
 *
 * LINK: kernel/lib/cpio.c kernel/lib/print.c
 */
#include "fake_memory.h"

#define timespec kernel_timespec /* the host has one, too */
#include "fs/file.h"
#include "fs/file_lock.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/size_limit.h"
#include "fs/tty.h"
#include "fs/tty_jobs.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "task/waitq.h"
#include "time/clock.h"

#define BAD_BELOW 4096ul

/* A process that has nothing but descriptors. */
#define TASK_PROCESS_H
enum { RLIMIT_NOFILE = 7 };
static struct process {
    struct files *files;
    struct {
        uint64_t soft;
    } limits[RLIMIT_NOFILE + 1];
} process;
static struct process *current_process(void)
{
    return &process;
}

/* Everybody is root: permissions are the guest tests' business. */
int inode_permission(struct inode *inode, uint32_t wanted)
{
    (void)inode, (void)wanted;
    return 0;
}

bool inode_is_own(const struct inode *inode)
{
    (void)inode;
    return true;
}

bool permission_root(void)
{
    return true;
}

bool permission_in_group(uint32_t gid)
{
    (void)gid;
    return true;
}

uint32_t permission_uid(void)
{
    return 0;
}

uint32_t permission_gid(void)
{
    return 0;
}

void file_lock_forget(struct inode *inode, const void *owner)
{
    (void)inode, (void)owner;
}

void spaces_cut(const void *object, uint64_t size)
{
    (void)object, (void)size;
}

struct tty *console_tty;

bool tty_is_own(const struct tty *tty)
{
    (void)tty;
    return true;
}

int permission_make(const struct path_end *end)
{
    return end->directory->links ? 0 : -ENOENT;
}

int permission_remove(const struct path_end *end)
{
    (void)end;
    return 0;
}

void permission_use_real(bool real)
{
    (void)real;
}

/* No limit on the size of files. */
uint64_t file_size_limit(void)
{
    return UINT64_MAX;
}

int file_size_exceeded(void)
{
    return -EFBIG;
}

bool spin_held(const struct spinlock *lock)
{
    return lock->held;
}

int user_range_ok(uint64_t start, uint64_t bytes)
{
    return start <= USER_TOP && bytes <= USER_TOP - start;
}

int copy_from_user(void *to, uint64_t from, size_t bytes)
{
    if (from < BAD_BELOW)
        return -EFAULT;
    memcpy(to, (const void *)from, bytes);
    return 0;
}

int copy_to_user(uint64_t to, const void *from, size_t bytes)
{
    if (to < BAD_BELOW)
        return -EFAULT;
    memcpy((void *)to, from, bytes);
    return 0;
}

int clear_user(uint64_t to, size_t bytes)
{
    if (to < BAD_BELOW)
        return -EFAULT;
    memset((void *)to, 0, bytes);
    return 0;
}

int64_t copy_string_from_user(char *to, uint64_t from, size_t size)
{
    if (from < BAD_BELOW)
        return -EFAULT;
    size_t length = strnlen((const char *)from, size);
    if (length == size)
        return -ENAMETOOLONG;
    memcpy(to, (const void *)from, length + 1);
    return (int64_t)length;
}

int clock_read(int clockid, struct timespec *now)
{
    (void)clockid;
    *now = (struct timespec){1, 2};
    return 0;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    snprintf(to, size, "%s", from);
    return strlen(from);
}

struct timespec xtime = {1, 2};

/* Nobody watches, and there are no FIFOs and devices here: they are the guest
 * tests'. */
struct file;
struct file_ops;
struct inode;
const struct file_ops *device_ops(uint32_t rdev)
{
    (void)rdev;
    return NULL;
}

void epoll_forget(struct file *file)
{
    (void)file;
}

int fifo_open(struct inode *inode, uint32_t flags, struct file **file)
{
    (void)inode, (void)flags, (void)file;
    return -ENXIO;
}

/* Mappings are the tests' of kernel/mm. */
struct space;
struct area_ops;
int space_map(struct space *space, uint64_t *address, uint64_t length,
              uint32_t prot, uint32_t flags, const struct area_ops *ops,
              void *object, uint64_t offset)
{
    (void)space, (void)address, (void)length, (void)prot, (void)flags;
    (void)ops, (void)object, (void)offset;
    return -ENOMEM;
}

#include "kernel/mm/frame.c"
#include "kernel/mm/heap.c"
#include "kernel/fs/inode.c"
#include "kernel/fs/tmpfs.c"
#include "kernel/fs/regular.c"
#include "kernel/fs/directory.c"
#include "kernel/fs/mount.c"
#include "kernel/fs/path.c"
#include "kernel/fs/path_of.c"
#include "kernel/fs/file.c"
#include "kernel/fs/files.c"
#include "kernel/fs/open.c"
#include "kernel/fs/names.c"
#include "kernel/fs/path_calls.c"
#include "kernel/fs/cwd.c"
#include "kernel/fs/unpack.c"

#define USER(pointer) ((uint64_t)(pointer))

/* An archive being written. */
static char archive[1 << 20];
static size_t archive_size;

static void put(const void *bytes, size_t count)
{
    memcpy(archive + archive_size, bytes, count);
    archive_size += count;
    while (archive_size % 4)
        archive[archive_size++] = '\0';
}

static void put_member(unsigned mode, const char *name, const char *data,
                       size_t size, unsigned inode, unsigned links)
{
    char header[5000];
    int length =
        snprintf(header, sizeof header,
                 "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s",
                 inode, mode, 0u, 0u, links, 0u, (unsigned)size, 0u, 0u, 0u, 0u,
                 (unsigned)strlen(name) + 1, 0u, name);
    put(header, (size_t)length + 1);
    put(data, size);
}

static void put_file(const char *name, const char *text)
{
    put_member(0100644, name, text, strlen(text), 1, 1);
}

static void unpack(void)
{
    put_member(0, "TRAILER!!!", "", 0, 0, 1);
    unpack_cpio("test", archive, archive_size);
    archive_size = 0;
}

/* A malformed archive stops the boot; the lock that was held stays so there. */
static void refuse_unpack(void)
{
    CHECK_PANIC(unpack());
    tmpfs_lock.held = 0;
    archive_size = 0;
}

static int64_t open_at(const char *path, uint32_t flags)
{
    return sys_open(USER(path), flags, 0666);
}

/* Is the text in the file at `path` exactly `text`? */
static bool holds(const char *path, const char *text)
{
    char buffer[256] = "";
    struct file *file;
    if (file_open_path(path, O_RDONLY, &file) != 0)
        return false;
    int64_t n = inode_read_kernel(file->inode, buffer, sizeof buffer - 1, 0);
    file_put(file);
    return n >= 0 && strcmp(buffer, text) == 0;
}

static struct stat stat_of(const char *path)
{
    struct stat stat;
    memset(&stat, 0, sizeof stat);
    CHECK(sys_lstat(USER(path), USER(&stat)) == 0);
    return stat;
}

static void test_unpack(void)
{
    put_member(0040700, "etc", "", 0, 1, 2);
    put_file("etc/hostname", "convoy");
    put_file("./deep/down/file", "made its directories");
    put_member(0120777, "link", "etc/hostname", 12, 1, 1);
    put_member(0120777, "sbin", "/etc", 4, 1, 1);
    put_file("sbin/through-a-link", "here");
    put_member(0100755, "one", "", 0, 9, 2);
    put_member(0100755, "two", "shared", 6, 9, 2);
    put_member(0020600, "device", "", 0, 1, 1);
    unpack();
    CHECK(holds("/etc/hostname", "convoy"));
    CHECK(holds("/link", "convoy"));
    CHECK(holds("/deep/down/file", "made its directories"));
    CHECK(holds("/etc/through-a-link", "here"));
    CHECK(holds("/one", "shared") && holds("/two", "shared"));
    CHECK(stat_of("/one").st_ino == stat_of("/two").st_ino);
    CHECK(stat_of("/one").st_nlink == 2);
    CHECK(stat_of("/etc").st_mode == 0040700);
    CHECK(stat_of("/link").st_mode == 0120777);
    CHECK(open_at("/device", O_RDONLY) == -ENOENT);
}

static void test_unpack_over(void)
{
    put_file("etc/hostname", "another");
    put_member(0040755, "etc", "", 0, 1, 2);
    put_member(0040755, "sbin", "", 0, 1, 2); /* a link to one will do */
    put_file("link", "a file now");
    unpack();
    CHECK(holds("/etc/hostname", "another"));
    CHECK(holds("/etc/through-a-link", "here"));
    CHECK(holds("/link", "a file now"));
    CHECK(stat_of("/etc").st_mode == 0040755);
    CHECK(stat_of("/sbin").st_mode == 0120777);
}

static void test_unpack_refused(void)
{
    put_file("etc", "a file where a directory is");
    refuse_unpack();
    put_member(0040755, "one", "", 0, 1, 2);
    refuse_unpack();
    put_file("one/below", "a file");
    refuse_unpack();
    put_file("../escape", "");
    refuse_unpack();
    put_file("a/../../escape", "");
    refuse_unpack();
    put_file("/", "the root");
    refuse_unpack();
    put_member(0120777, "nothing", "", 0, 1, 1);
    refuse_unpack();
    put_member(0120777, "zero", "a\0b", 3, 1, 1);
    refuse_unpack();
}

static void test_walk(void)
{
    char name[5000];
    struct stat stat;
    CHECK(stat_of("//etc/./../etc///hostname").st_ino ==
          stat_of("/etc/hostname").st_ino);
    CHECK(stat_of("/../..").st_ino == stat_of("/").st_ino);
    CHECK(sys_stat(USER("/etc/hostname/"), USER(&stat)) == -ENOTDIR);
    CHECK(sys_stat(USER("/etc/hostname/x"), USER(&stat)) == -ENOTDIR);
    CHECK(sys_stat(USER("/none/x"), USER(&stat)) == -ENOENT);
    CHECK(sys_stat(USER(""), USER(&stat)) == -ENOENT);
    CHECK(sys_stat(8, USER(&stat)) == -EFAULT);
    CHECK(sys_stat(USER("/etc"), 8) == -EFAULT);
    memset(name, 'a', sizeof name);
    name[255] = '\0';
    CHECK(sys_stat(USER(name), USER(&stat)) == -ENOENT);
    name[255] = 'a';
    name[256] = '\0';
    CHECK(sys_stat(USER(name), USER(&stat)) == -ENAMETOOLONG);
    name[256] = 'a';
    name[4999] = '\0';
    CHECK(sys_stat(USER(name), USER(&stat)) == -ENAMETOOLONG);
}

static void test_links(void)
{
    char text[64];
    struct stat stat;
    put_member(0120777, "loop", "loop/x", 6, 1, 1);
    put_member(0120777, "ping", "pong", 4, 1, 1);
    put_member(0120777, "pong", "ping", 4, 1, 1);
    put_member(0120777, "dangling", "tmp/target", 10, 1, 1);
    put_member(0041777, "tmp", "", 0, 1, 2);
    unpack();
    CHECK(sys_stat(USER("/loop"), USER(&stat)) == -ELOOP);
    CHECK(sys_stat(USER("/ping"), USER(&stat)) == -ELOOP);
    CHECK(sys_lstat(USER("/ping"), USER(&stat)) == 0);
    CHECK(sys_stat(USER("/dangling"), USER(&stat)) == -ENOENT);
    CHECK(open_at("/dangling", O_RDWR | O_CREAT | O_EXCL) == -EEXIST);
    CHECK(open_at("/sbin", O_RDONLY | O_NOFOLLOW) == -ELOOP);
    int64_t fd = open_at("/dangling", O_RDWR | O_CREAT);
    CHECK(fd >= 0 && fd_close(process.files, (int)fd) == 0);
    CHECK(sys_stat(USER("/tmp/target"), USER(&stat)) == 0);
    CHECK(stat.st_mode == (S_IFREG | 0644));
    CHECK(sys_readlink(USER("/dangling"), USER(text), 3) == 3);
    CHECK(!memcmp(text, "tmp", 3));
    CHECK(sys_readlink(USER("/etc"), USER(text), 3) == -EINVAL);
    CHECK(sys_readlink(USER("/dangling"), USER(text), 0) == -EINVAL);
    CHECK(sys_unlink(USER("/dangling")) == 0);
    CHECK(sys_stat(USER("/tmp/target"), USER(&stat)) == 0);
    CHECK(sys_unlink(USER("/tmp")) == -EISDIR);
    CHECK(sys_unlink(USER("/tmp/target")) == 0);
    CHECK(sys_unlink(USER("/tmp/target")) == -ENOENT);
}

static void test_open(void)
{
    CHECK(open_at("/etc", O_RDWR) == -EISDIR);
    CHECK(open_at("/etc", O_RDONLY | O_CREAT) == -EISDIR);
    CHECK(open_at("/tmp/new/", O_RDWR | O_CREAT) == -EISDIR);
    CHECK(open_at("/none/new", O_RDWR | O_CREAT) == -ENOENT);
    CHECK(open_at("/one", O_RDONLY | O_DIRECTORY) == -ENOTDIR);
    CHECK(open_at("/one", 3) == -EINVAL);
    int64_t dir = open_at("/etc", O_RDONLY);
    int64_t file = sys_openat((int)dir, USER("hostname"), O_RDONLY, 0);
    CHECK(dir == 0 && file == 1);
    CHECK(sys_openat((int)file, USER("hostname"), O_RDONLY, 0) == -ENOTDIR);
    CHECK(sys_openat(99, USER("hostname"), O_RDONLY, 0) == -EBADF);
    CHECK(sys_openat(99, USER("/etc/hostname"), O_RDONLY, 0) == 2);
    for (int fd = 0; fd < 3; fd++)
        CHECK(fd_close(process.files, fd) == 0);
    CHECK(fd_close(process.files, 0) == -EBADF);
}

static void test_working_directory(void)
{
    char text[64];
    struct stat stat;
    CHECK(sys_getcwd(USER(text), 2) == 2 && !strcmp(text, "/"));
    CHECK(sys_chdir(USER("deep/down")) == 0);
    CHECK(sys_getcwd(USER(text), sizeof text) == 11);
    CHECK(!strcmp(text, "/deep/down"));
    CHECK(sys_getcwd(USER(text), 10) == -ERANGE);
    CHECK(sys_stat(USER("file"), USER(&stat)) == 0);
    CHECK(sys_chdir(USER("file")) == -ENOTDIR);
    CHECK(sys_chdir(USER("/none")) == -ENOENT);
    CHECK(sys_chdir(USER("..")) == 0);
    CHECK(sys_getcwd(USER(text), sizeof text) == 6);
    CHECK(sys_chdir(USER("/")) == 0);
    CHECK(sys_umask(077) == 022 && sys_umask(022) == 077);
}

/* The names that getdents64 gives, in order, separated by spaces. */
static void list_names(int fd, char *names, size_t bytes)
{
    char buffer[256];
    int64_t used;
    *names = '\0';
    while ((used = sys_getdents64(fd, USER(buffer), bytes)) > 0)
        for (int64_t at = 0; at < used;) {
            const struct linux_dirent64 *entry = (void *)(buffer + at);
            strcat(strcat(names, entry->name), " ");
            at += entry->length;
        }
    CHECK(used == 0);
}

static void test_list(void)
{
    char names[512];
    int fd = (int)open_at("/etc", O_RDONLY | O_DIRECTORY);
    list_names(fd, names, 256);
    CHECK(!strcmp(names, ". .. through-a-link hostname "));
    struct file *file = fd_get(fd);
    file->position = 0;
    list_names(fd, names, 48); /* one or two at a time */
    CHECK(!strcmp(names, ". .. through-a-link hostname "));
    file->position = 0;
    CHECK(sys_getdents64(fd, USER(names), 10) == -EINVAL);
    CHECK(sys_getdents64(fd, 8, 256) == -EFAULT);
    CHECK(sys_getdents64(fd, USER(names), 256) > 0); /* nothing got lost */
    file_put(file);
    CHECK(fd_close(process.files, fd) == 0);
}

/* Random reads, writes and truncations against a plain array. */
static void test_contents(void)
{
    enum { LIMIT = 40000 };
    static char model[LIMIT], buffer[LIMIT];
    uint64_t size = 0;
    struct inode *inode = inode_create(S_IFREG | 0600);
    for (int round = 0; round < 3000; round++) {
        uint64_t at = noise(LIMIT), bytes = noise(LIMIT - (uint32_t)at) + 1;
        uint64_t position = at;
        switch (noise(4)) {
        case 0:
            memset(buffer, 'a' + round % 26, bytes);
            CHECK(inode_write(inode, USER(buffer), bytes, &position, false) ==
                  (int64_t)bytes);
            CHECK(position == at + bytes);
            memcpy(model + at, buffer, bytes);
            size = max_u64(size, at + bytes);
            break;
        case 1:
            CHECK(inode_truncate(inode, at) == 0);
            if (at < size)
                memset(model + at, 0, size - at);
            size = at;
            break;
        case 2:
            CHECK(inode_write(inode, 8, bytes, &position, false) == -EFAULT);
            CHECK(position == at && inode->size == size);
            break;
        default: {
            int64_t expected =
                at < size ? (int64_t)min_u64(bytes, size - at) : 0;
            CHECK(inode_read(inode, USER(buffer), bytes, &position) ==
                  expected);
            CHECK(!memcmp(buffer, model + at, (size_t)expected));
            position = at;
            CHECK(inode_read(inode, 8, bytes, &position) ==
                  (expected ? -EFAULT : 0));
            CHECK(position == at);
        }
        }
    }
    inode_put(inode);
}

static void test_limits(void)
{
    uint64_t position = INODE_SIZE_MAX;
    struct inode *inode = inode_create(S_IFREG | 0600);
    CHECK(inode_write(inode, USER("x"), 1, &position, false) == -EFBIG);
    CHECK(inode_truncate(inode, INODE_SIZE_MAX + 1) == -EFBIG);
    position = INODE_SIZE_MAX - 1;
    CHECK(inode_write(inode, USER("xy"), 2, &position, false) == 1);
    CHECK(inode->size == INODE_SIZE_MAX && inode->frames_used == 1);
    inode_put(inode);
}

static void test_no_memory(void)
{
    enum { BLOCK = 1 << 20 };
    static char block[BLOCK];
    uint64_t position = 0;
    int64_t n;
    struct inode *inode = inode_create(S_IFREG | 0600);
    do
        n = inode_write(inode, USER(block), BLOCK, &position, false);
    while (n == BLOCK);
    CHECK(n > 0 || n == -ENOSPC);
    CHECK(inode->size == position);
    CHECK(inode_write(inode, USER(block), BLOCK, &position, false) == -ENOSPC);
    CHECK(inode->size == position);
    inode_put(inode);
}

static void test_descriptors(void)
{
    struct files *files = process.files;
    for (int fd = 0; fd < FILES_MAX; fd++)
        CHECK(open_at("/one", O_RDONLY) == fd);
    CHECK(open_at("/one", O_RDONLY) == -EMFILE);
    CHECK(fd_close(files, 777) == 0 && fd_close(files, 70) == 0);
    CHECK(open_at("/one", O_RDONLY) == 70);
    CHECK(open_at("/one", O_RDONLY | O_CLOEXEC) == 777);
    CHECK(fd_cloexec(files, 777) == 1 && fd_cloexec(files, 70) == 0);
    process.limits[RLIMIT_NOFILE].soft = 71;
    CHECK(fd_close(files, 71) == 0 && open_at("/one", O_RDONLY) == -EMFILE);
    CHECK(fd_close(files, 70) == 0 && open_at("/one", O_RDONLY) == 70);
    process.limits[RLIMIT_NOFILE].soft = FILES_MAX;
    struct files *copy = files_copy(files);
    files_close_on_exec(files);
    CHECK(!fd_get(777) && fd_cloexec(copy, 777) == 1);
    process.files = copy;
    struct file *file = fd_get(70);
    CHECK(file && file->count == 3);
    file_put(file);
    CHECK(!fd_get(-1) && !fd_get(FILES_MAX));
    CHECK(fd_replace(copy, file, FILES_MAX, false) == -EBADF);
    files_put(files);
    CHECK(file->count == 1);
}

/* An open file outlives its name. */
static void test_unlinked(void)
{
    char text[8] = "";
    int fd = (int)open_at("/tmp/gone", O_RDWR | O_CREAT);
    struct file *file = fd_get(fd);
    uint64_t position = 0, free;
    CHECK(inode_write(file->inode, USER("alive"), 5, &position, false) == 5);
    CHECK(sys_unlink(USER("/tmp/gone")) == 0);
    CHECK(inode_read_kernel(file->inode, text, 5, 0) == 5 &&
          !strcmp(text, "alive"));
    file_put(file);
    free = frames_free();
    CHECK(fd_close(process.files, fd) == 0);
    CHECK(frames_free() == free + 1);
}

int main(void)
{
    struct boot_info boot;
    fake_boot_info(&boot);
    frame_init(&boot);
    tmpfs_init();
    process.files = files_create();
    process.limits[RLIMIT_NOFILE].soft = FILES_MAX;
    test_unpack();
    test_unpack_over();
    test_unpack_refused();
    test_walk();
    test_links();
    test_open();
    test_working_directory();
    test_list();
    test_unlinked();
    uint64_t free = frames_free();
    test_contents();
    test_limits();
    test_no_memory();
    CHECK(frames_free() >= free - 16); /* slabs may stay with the heap */
    test_descriptors();
    if (checks_failed)
        fprintf(stderr, "fs_test: %d checks failed\n", checks_failed);
    return checks_failed != 0;
}
