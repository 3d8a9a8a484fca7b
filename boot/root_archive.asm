; SPDX-License-Identifier: MIT
;
; The root archive (cpio, "newc") as part of the image: the kernel unpacks
; what lies between root_archive_start and root_archive_end into its first
; file system. `make` builds the archive from the programs in user/.

bits 64

global root_archive_start, root_archive_end

section .rodata.root progbits alloc noexec nowrite align=4096

root_archive_start:
    incbin "build/root.cpio"
root_archive_end:
