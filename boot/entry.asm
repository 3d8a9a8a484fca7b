; SPDX-License-Identifier: MIT
;
; From the boot loader to C: the multiboot 1 header and the way from 32-bit
; protected mode without paging into long mode in the upper half.
;
;   boot_entry   32 bit, paging off   eax = loader magic, ebx -> multiboot info
;   long_low     64 bit, identity     still at its physical address
;   long_high    64 bit, upper half   calls kernel_main(info, entry_tsc)
;
; The boot tables map the first 4 GiB three times with 2 MiB pages: identity
; (for the step into paging), at DIRECT_MAP_BASE, 2 GiB of it at KERNEL_BASE.
; x86/paging.c replaces them.
; Sources: Multiboot 0.6.96, ch. 3; Intel SDM vol. 3A, 9.8.5 (IA-32e mode).

MB_MAGIC        equ 0x1BADB002      ; header
MB_LOADER_MAGIC equ 0x2BADB002      ; in eax at entry
MB_PAGE_ALIGN   equ 1 << 0
MB_MEMORY_INFO  equ 1 << 1
MB_FLAGS        equ MB_PAGE_ALIGN | MB_MEMORY_INFO

KERNEL_BASE     equ 0xffffffff80000000

EFLAGS_ID       equ 1 << 21         ; can be flipped: CPUID exists
CPUID_LM        equ 1 << 29         ; 80000001h.edx: long mode
CPUID_NX        equ 1 << 20         ; 80000001h.edx: no-execute
CR0_PE_WP_PG    equ (1 << 0) | (1 << 16) | (1 << 31)
CR4_PAE         equ 1 << 5
MSR_EFER        equ 0xC0000080
EFER_SCE_LME    equ (1 << 0) | (1 << 8)
EFER_NXE        equ 1 << 11

PTE_TABLE       equ 0x3             ; present, writable
PTE_LARGE       equ 0x83            ; present, writable, 2 MiB

PORT_DEBUGCON   equ 0xe9
PORT_COM1       equ 0x3f8
PORT_DEBUG_EXIT equ 0xf4
EXIT_REFUSED    equ 18              ; QEMU's status: 2 * 18 + 1

extern kernel_main

section .boot.header align=8
align 4
    dd MB_MAGIC
    dd MB_FLAGS
    dd -(MB_MAGIC + MB_FLAGS)

section .boot exec write align=4096
bits 32
global boot_entry
boot_entry:
    cli
    cld
    mov esp, boot_low_stack_end
    mov edi, eax                    ; magic
    rdtsc                           ; the kernel's clocks start here
    mov [boot_tsc], eax
    mov [boot_tsc + 4], edx
    mov esi, message_magic
    cmp edi, MB_LOADER_MAGIC
    jne boot_refuse_early
    mov esi, message_long_mode
    call has_long_mode
    jz boot_refuse_early
    call build_tables

    mov eax, cr4
    or eax, CR4_PAE
    mov cr4, eax
    mov eax, boot_pml4
    mov cr3, eax
    mov ecx, MSR_EFER
    rdmsr
    or eax, EFER_SCE_LME
    test ebp, CPUID_NX              ; ebp: 80000001h.edx
    jz .no_nx
    or eax, EFER_NXE
.no_nx:
    wrmsr
    mov eax, cr0
    or eax, CR0_PE_WP_PG
    mov cr0, eax
    lgdt [boot_gdt_pointer]
    jmp 0x08:long_low

; Zero flag set if this processor lacks CPUID or long mode.
; Out: ebp = CPUID 80000001h.edx. Clobbers eax, ecx, edx; keeps ebx.
has_long_mode:
    push ebx
    pushfd
    pop eax
    mov ecx, eax
    xor eax, EFLAGS_ID
    push eax
    popfd
    pushfd
    pop eax
    xor eax, ecx
    and eax, EFLAGS_ID
    jz .no
    mov eax, 0x80000000
    cpuid
    cmp eax, 0x80000001
    jb .no_flags
    mov eax, 0x80000001
    cpuid
    mov ebp, edx
    and edx, CPUID_LM
    pop ebx
    ret
.no_flags:
    xor eax, eax
.no:
    pop ebx
    ret

; Fill the boot tables (in .boot's uninitialised tail, cleared by the loader).
build_tables:
    mov eax, boot_pdpt_low + PTE_TABLE
    mov [boot_pml4], eax                    ; identity
    mov [boot_pml4 + 256 * 8], eax          ; DIRECT_MAP_BASE
    mov eax, boot_pdpt_high + PTE_TABLE
    mov [boot_pml4 + 511 * 8], eax          ; KERNEL_BASE
    mov eax, boot_pds + PTE_TABLE
    mov [boot_pdpt_low], eax
    mov [boot_pdpt_high + 510 * 8], eax
    add eax, 4096
    mov [boot_pdpt_low + 8], eax
    mov [boot_pdpt_high + 511 * 8], eax
    add eax, 4096
    mov [boot_pdpt_low + 16], eax
    add eax, 4096
    mov [boot_pdpt_low + 24], eax
    mov edi, boot_pds
    mov eax, PTE_LARGE
    mov ecx, 4 * 512
.entry:
    mov [edi], eax
    add eax, 2 << 20
    add edi, 8
    loop .entry
    ret

; Print the message at esi on every console that may be there, then end.
boot_refuse_early:
    mov edi, 0xb8000                ; VGA text
.next:
    lodsb
    test al, al
    jz .end
    out PORT_DEBUGCON, al
    mov dx, PORT_COM1
    out dx, al
    mov ah, 0x0f
    mov [edi], ax
    add edi, 2
    jmp .next
.end:
    mov eax, EXIT_REFUSED
    mov dx, PORT_DEBUG_EXIT
    out dx, eax
.halt:
    hlt
    jmp .halt

message_magic:
    db "convoy: cannot boot: the loader's magic is not multiboot 1's "
    db "(0x2BADB002 in EAX): boot with QEMU -kernel or GRUB 'multiboot'", 10, 0
message_long_mode:
    db "convoy: cannot boot: this processor has no long mode (x86-64): "
    db "use QEMU's -cpu qemu64 or a later one", 10, 0

bits 64
long_low:
    mov ax, 0x10
    mov ss, ax
    xor eax, eax
    mov ds, ax
    mov es, ax
    mov fs, ax
    mov gs, ax
    mov rax, long_high
    jmp rax

align 8
boot_gdt:
    dq 0
    dq 0x00af9a000000ffff           ; 0x08: 64-bit code
    dq 0x00cf92000000ffff           ; 0x10: data
boot_gdt_pointer:
    dw boot_gdt_pointer - boot_gdt - 1
    dd boot_gdt
    dd 0                            ; (read as 8 bytes in 64-bit mode)
boot_tsc:
    dq 0

align 4096
boot_pml4:      times 4096 db 0
boot_pdpt_low:  times 4096 db 0
boot_pdpt_high: times 4096 db 0
boot_pds:       times 4 * 4096 db 0
boot_low_stack: times 512 db 0
boot_low_stack_end:

section .text
long_high:
    mov rsp, boot_stack_end
    xor ebp, ebp                    ; the backtrace ends here
    mov edi, ebx
    mov rax, boot_tsc
    mov rsi, [rax]
    call kernel_main                ; does not return
    ud2

section .bss align=4096
global boot_stack_guard, boot_stack_end
boot_stack_guard:                   ; paging_init unmaps it
    resb 4096
    resb 16384
boot_stack_end:
