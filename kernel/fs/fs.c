/* SPDX-License-Identifier: MIT
 *
 * Mounting the root file system.
 */
#include "fs/fs.h"
#include "boot_info.h"
#include "fs/anonymous.h"
#include "fs/devices.h"
#include "fs/tmpfs.h"
#include "lib/print.h"
#include "mm/layout.h"

void fs_init(const struct boot_info *boot)
{
    tmpfs_init();
    unpack_cpio("the root archive", root_archive_start,
                (size_t)(root_archive_end - root_archive_start));
    for (size_t i = 0; i < boot->module_count; i++) {
        const struct boot_range *module = &boot->modules[i];
        char what[32];
        ksnprintf(what, sizeof what, "boot module %zu", i + 1);
        unpack_cpio(what, phys_to_virt(module->start),
                    module->end - module->start);
    }
    devices_init();
    anonymous_init();
}
