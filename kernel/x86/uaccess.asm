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
;   rdi to, rsi from, rdx size > 0, all of it in one page of the user's;
;   rax: length before the NUL, or -EFAULT, or -ENAMETOOLONG if there was no NUL
;   in `size` bytes. By words while a whole one is left of `size`: so nothing is
;   read that lies behind it, and up to 7 bytes after the NUL become 0.
ONES equ 0x0101010101010101
global uaccess_string
uaccess_string:
    cmp byte [rel cpu_has_smap], 0
    je string_begin
    stac
string_begin:
    xor eax, eax
    mov r8, -ONES
    mov r9, ONES << 7
    sub rdx, 8
    jl string_rest
string_word:
    mov rcx, [rsi + rax]
    ; r11: bit 7 of the first byte that is 0, and perhaps bits above it
    lea r11, [rcx + r8]
    mov r10, rcx
    not r10
    and r11, r10
    and r11, r9
    jnz string_ends
    mov [rdi + rax], rcx
    add rax, 8
    cmp rax, rdx
    jle string_word
string_rest:
    add rdx, 8
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
string_ends:
    ; All up to that bit, which is 0 in the word.
    lea r10, [r11 - 1]
    xor r10, r11
    and rcx, r10
    mov [rdi + rax], rcx
    bsf r11, r11
    shr r11d, 3
    add rax, r11
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

; int uaccess_exchange32(uint32_t *at, uint32_t *expected, uint32_t desired)
; int uaccess_peek_exchange32(uint32_t *at, uint32_t *expected, uint32_t to)
;   rdi at (user), rsi expected (kernel), edx desired; eax: 0 or -EFAULT.
;   *at becomes `desired` if it is *expected, which becomes what it was. The
;   processor wants the right to write either way. The second is to the first as
;   uaccess_peek32 is to uaccess_read32.
global uaccess_exchange32
uaccess_exchange32:
    mov eax, [rsi]
    cmp byte [rel cpu_has_smap], 0
    je exchange_word
    stac
exchange_word:
    lock cmpxchg [rdi], edx
    mov [rsi], eax
    jmp done

global uaccess_peek_exchange32, uaccess_peek_exchange_word
uaccess_peek_exchange32:
    mov eax, [rsi]
    cmp byte [rel cpu_has_smap], 0
    je uaccess_peek_exchange_word
    stac
uaccess_peek_exchange_word:
    lock cmpxchg [rdi], edx
    mov [rsi], eax
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
    dq string_word, string_byte
    dq read_word, write_word, uaccess_peek_word
    dq exchange_word, uaccess_peek_exchange_word
    dq uaccess_fxsave_word, uaccess_fxrstor_word
    dq 0
