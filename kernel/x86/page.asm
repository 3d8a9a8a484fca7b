; SPDX-License-Identifier: MIT
;
; void page_clear(void *page)
;   rdi page, at a multiple of 4096; rax, rcx, rdx, rdi change
;
; Zero pages are half of what a page fault and a new address space cost. `rep
; stosq` counts one instruction for eight bytes; here a store of SSE clears
; sixteen. The kernel is compiled without SSE, whose registers are the user's
; (or another LWP's, whose state nobody has saved yet: CR0.TS). So one register
; is borrowed, for which interrupts are off and TS is clear, and put back.
;
;   rsp -> the user's xmm0 (16 bytes), flags

CR0_TS equ 8

section .text
global page_clear
page_clear:
    pushfq
    cli
    mov rdx, cr0
    clts
    sub rsp, 16
    movups [rsp], xmm0
    xorps xmm0, xmm0
    mov ecx, 4096 / 512
.next:
%assign at 0
%rep 512 / 16
    movaps [rdi + at], xmm0
    %assign at at + 16
%endrep
    add rdi, 512
    dec ecx
    jnz .next
    movups xmm0, [rsp]
    add rsp, 16
    test dl, CR0_TS
    jz .out
    mov cr0, rdx
.out:
    popfq
    ret
