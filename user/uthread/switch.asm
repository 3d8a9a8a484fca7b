; SPDX-License-Identifier: MIT
;
; Changing one thread for another, without the kernel. That is all there is to
; it: a function that saves what a function has to keep, and returns on another
; stack.

bits 64
default rel
section .text

; void uthread_switch(void **save, void *load)
;
; rdi: where to note this stack. rsi: the stack to go on with, as an earlier
; call left it (or stack.c prepared it):
;
;   load -> mxcsr (4 bytes), x87 control word (4) | r15 r14 r13 r12 rbx rbp |
;           return address
;
; Other registers, xmm ones too, need not be kept: to the compiler this is a
; call.

global uthread_switch
uthread_switch:
    push rbp
    push rbx
    push r12
    push r13
    push r14
    push r15
    sub rsp, 8
    stmxcsr [rsp]           ; how to round, which exceptions: a thread's own
    fnstcw [rsp + 4]
    mov [rdi], rsp
    mov rsp, rsi
    ldmxcsr [rsp]
    fldcw [rsp + 4]
    add rsp, 8
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    ret

; A new thread: uthread_switch "returns" here. The stack is aligned as before a
; call, and there is nothing to return to.

extern uthread_main
global uthread_first
uthread_first:
    xor ebp, ebp            ; backtraces end here
    call uthread_main
    ud2                     ; it does not return

section .note.GNU-stack noalloc noexec nowrite progbits
