; SPDX-License-Identifier: MIT
;
; The instructions that touch user memory, and what happens when one of them
; faults and the page cannot be made present: the page-fault handler looks its
; RIP up (uaccess_fixup) and continues at `fault`, which returns -EFAULT to the
; caller of the function that was interrupted. That is possible because nothing
; here moves the stack pointer. The ranges were checked before: uaccess.c.
;
; SMAP: where the processor has it, user pages can be reached only while
; RFLAGS.AC is set, between STAC and CLAC. (Intel SDM vol. 3A, section 4.6)

extern cpu_has_smap

EFAULT equ 14
ENAMETOOLONG equ 36

section .text

; int uaccess_copy(void *to, const void *from, size_t bytes)
;   rdi to, rsi from, rdx bytes; one of the two is a user address
;   eax: 0 or -EFAULT. `rep movsb` counts one instruction a byte (also in time),
;   so all but the last few bytes go by words.
global uaccess_copy
uaccess_copy:
    cmp byte [rel cpu_has_smap], 0
    je .begin
    stac
.begin:
    mov rcx, rdx
    shr rcx, 3
copy_words:
    rep movsq
    mov ecx, edx
    and ecx, 7
copy_bytes:
    rep movsb
done:
    xor eax, eax
leave_user:
    cmp byte [rel cpu_has_smap], 0
    je .out
    clac
.out:
    ret

fault:
    mov rax, -EFAULT
    jmp leave_user

; int uaccess_clear(void *to, size_t bytes)
;   rdi to, rsi bytes; eax: 0 or -EFAULT
global uaccess_clear
uaccess_clear:
    cmp byte [rel cpu_has_smap], 0
    je .begin
    stac
.begin:
    xor eax, eax
    mov rcx, rsi
    shr rcx, 3
clear_words:
    rep stosq
    mov ecx, esi
    and ecx, 7
clear_bytes:
    rep stosb
    jmp leave_user

; int64_t uaccess_string(char *to, const char *from, size_t size)
;   rdi to, rsi from, rdx size > 0; rax: length before the NUL, or -EFAULT, or
;   -ENAMETOOLONG if there was no NUL in `size` bytes
global uaccess_string
uaccess_string:
    cmp byte [rel cpu_has_smap], 0
    je string_begin
    stac
string_begin:
    xor eax, eax
string_next:
    cmp rax, rdx
    je string_too_long
string_byte:
    mov cl, [rsi + rax]
    mov [rdi + rax], cl
    inc rax
    test cl, cl
    jnz string_next
    dec rax
    jmp leave_user
string_too_long:
    mov rax, -ENAMETOOLONG
    jmp leave_user

; int uaccess_read32(const uint32_t *from, uint32_t *value)
;   rdi from (user), rsi value (kernel); eax: 0 or -EFAULT
global uaccess_read32
uaccess_read32:
    cmp byte [rel cpu_has_smap], 0
    je read_word
    stac
read_word:
    mov edx, [rdi]
    mov [rsi], edx
    jmp done

; int uaccess_peek32(const uint32_t *from, uint32_t *value)
;   The same, but a page that is not present is a fault at once: the page-fault
;   handler knows uaccess_peek_word and brings nothing in.
global uaccess_peek32, uaccess_peek_word
uaccess_peek32:
    cmp byte [rel cpu_has_smap], 0
    je uaccess_peek_word
    stac
uaccess_peek_word:
    mov edx, [rdi]
    mov [rsi], edx
    jmp done

; int uaccess_fxsave(void *to), int uaccess_fxrstor(const void *from)
;   rdi the FPU's state of 512 bytes (user), at a multiple of 16; eax: 0 or
;   -EFAULT. The FPU is the caller's only while interrupts are off: so as with
;   uaccess_peek32 no page is brought in.
global uaccess_fxsave, uaccess_fxsave_word
uaccess_fxsave:
    cmp byte [rel cpu_has_smap], 0
    je uaccess_fxsave_word
    stac
uaccess_fxsave_word:
    fxsave64 [rdi]
    jmp done

global uaccess_fxrstor, uaccess_fxrstor_word
uaccess_fxrstor:
    cmp byte [rel cpu_has_smap], 0
    je uaccess_fxrstor_word
    stac
uaccess_fxrstor_word:
    fxrstor64 [rdi]
    jmp done

; int uaccess_write32(uint32_t *to, uint32_t value)
;   rdi to (user), esi value; eax: 0 or -EFAULT
global uaccess_write32
uaccess_write32:
    cmp byte [rel cpu_has_smap], 0
    je write_word
    stac
write_word:
    mov [rdi], esi
    jmp done

; uint64_t uaccess_fixup(uint64_t rip)
;   rdi rip; rax: where to continue, or 0 if it is none of ours
global uaccess_fixup
uaccess_fixup:
    lea rdx, [rel may_fault]
.next:
    mov rax, [rdx]
    test rax, rax
    jz .out
    add rdx, 8
    cmp rax, rdi
    jne .next
    lea rax, [rel fault]
.out:
    ret

section .rodata
align 8

; Every instruction above that touches user memory.
may_fault:
    dq copy_words, copy_bytes
    dq clear_words, clear_bytes
    dq string_byte
    dq read_word, write_word, uaccess_peek_word
    dq uaccess_fxsave_word, uaccess_fxrstor_word
    dq 0
