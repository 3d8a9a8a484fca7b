; SPDX-License-Identifier: MIT
;
; The ways into the kernel and out of it. Each builds a struct trap_frame:
;
;   high   ss rsp rflags cs rip     by the processor (SYSCALL: by us)
;          error vector             by the stub
;          rax rdx rcx rbx rbp rsi rdi r8 ... r15
;   rsp -> spare tsc                offsets in frame.inc
;
; GS: in the kernel it is the base of struct core; SWAPGS exchanges it with the
; user's when a boundary is crossed, which the CS in the frame tells.
;
; Two kinds of traps:
;   charged    what the core executes is its own work (faults, system calls)
;   uncharged  the simulator's work (slice timer, lazy FPU, RDTSC in ring
;              3): the stub reads the TSC a fixed number of instructions after
;              the event, and leaves by a path of fixed length, so that the
;              simulator subtracts it all exactly (docs/cores.md)

%include "x86/core_offsets.inc"
%include "x86/frame.inc"
%include "x86/selectors.inc"
%include "x86/vectors.inc"
%include "task/lwp_offsets.inc"

extern trap_handle, trap_uncharged, trap_return_user, trap_nmi
extern sched_first_run
extern trace_on, syscall_handlers, syscall_count, syscall_unknown
extern syscall_trace_enter, syscall_trace_exit
extern sim_skew

section .text

; Pushed after rax and rdx: the rest of the registers but spare and tsc.
%macro PUSH_REST 0
    push rcx
    push rbx
    push rbp
    push rsi
    push rdi
    push r8
    push r9
    push r10
    push r11
    push r12
    push r13
    push r14
    push r15
%endmacro

; Restore every register and drop vector and error: rsp -> rip.
%macro POP_ALL 0
    add rsp, 16             ; tsc, spare
    pop r15
    pop r14
    pop r13
    pop r12
    pop r11
    pop r10
    pop r9
    pop r8
    pop rdi
    pop rsi
    pop rbp
    pop rbx
    pop rcx
    pop rdx
    pop rax
    add rsp, 16             ; vector, error
%endmacro

; Flags as kernel code wants them, whatever was interrupted: AC clear (it may be
; set by uaccess.asm, and would open user memory to all that runs), DF clear.
; Interrupts are off already. Works without SMAP too, unlike CLAC.
%macro CLEAN_FLAGS 0
    push RFLAGS_CLEAN
    popfq
%endmacro

RFLAGS_CLEAN equ 2          ; the bit that is always set

; An LWP's time in the kernel (task/usage.c). lwp->system is less by the core's
; clock while the LWP is in the kernel: the clock is taken off when it comes in,
; and added when it leaves. Interrupts are off. Clobbered: rax, rdx; rcx becomes
; the current LWP.

; The argument: instructions from the event to the reading.
%macro ENTER_SYSTEM 1
    mov rcx, [gs:CORE_CURRENT]
    rdtsc
    shl rdx, 32
    lea rax, [rax + rdx - (%1 + 1)]
    sub rax, [sim_skew]
    sub [rcx + LWP_SYSTEM], rax
%endmacro

; rcx is the current LWP. The argument: instructions from the end of this macro
; to the program's first.
%macro LEAVE_SYSTEM 1
    rdtsc
    shl rdx, 32
    lea rax, [rax + rdx + %1 + 5]
    sub rax, [sim_skew]
    add [rcx + LWP_SYSTEM], rax
%endmacro

; ---- charged traps ---------------------------------------------------------

trap_common:
    push rax
    push rdx
    PUSH_REST
    sub rsp, 16             ; tsc, spare
    test byte [rsp + FRAME_CS], 3
    jz .kernel
    swapgs
    ENTER_SYSTEM 22
.kernel:
    CLEAN_FLAGS
trap_call:
    xor ebp, ebp            ; C's backtrace goes on by the frame, not by rbp
    mov rdi, rsp
    call trap_handle
trap_exit:                  ; rsp -> frame; leave as its CS says
    cli
    test byte [rsp + FRAME_CS], 3
    jz trap_exit_kernel
trap_exit_user:             ; interrupts are off
    mov rdi, rsp
    call trap_return_user   ; signals, rescheduling; interrupts off again
    mov rcx, [gs:CORE_CURRENT]
    LEAVE_SYSTEM 19
    swapgs
trap_exit_kernel:
    POP_ALL
    iretq

; The first run of an LWP: switch_stack "returns" here with rsp -> its frame.
; sched_first_run releases the run queue's lock that the switch held.
global lwp_first_run
lwp_first_run:
    xor ebp, ebp
    call sched_first_run
    jmp trap_exit

; ---- uncharged traps -------------------------------------------------------

trap_uncharged_common:
    push rax
    push rdx
    rdtsc                   ; 6 instructions after the event, on every path
    shl rdx, 32
    or rax, rdx
    PUSH_REST
    push rax                ; spare: keeps the stack aligned to 16
    push rax                ; tsc
    test byte [rsp + FRAME_CS], 3
    jz .kernel
    swapgs
.kernel:
    CLEAN_FLAGS
    xor ebp, ebp
    mov rdi, rsp
    call trap_uncharged     ; false: it was an ordinary trap after all
    test al, al
    jz .ordinary
    test byte [rsp + FRAME_CS], 3
    jz .to_kernel
    swapgs
    jmp .leave
.to_kernel:
    nop                     ; both paths have the same length
    jmp .leave
.leave:
    POP_ALL
    iretq
.ordinary:                  ; of its stub only what follows is charged
    test byte [rsp + FRAME_CS], 3
    jz trap_call
    ENTER_SYSTEM 0
    jmp trap_call

; ---- stubs, one for each vector --------------------------------------------

%macro CHARGED 1            ; no error code from the processor
trap_stub_%1:
    push 0
    push %1
    jmp trap_common
%endmacro

%macro CHARGED_ERROR 1      ; the processor pushed one; the same length
trap_stub_%1:
    nop
    push %1
    jmp trap_common
%endmacro

; Vectors for which the processor pushes an error code: SDM vol. 3A, table 6-1.
ERROR_CODES equ 1 << 8 | 0x1f << 10 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30

%assign vector 0
%rep 32
    %if vector = VECTOR_NO_FPU || vector = VECTOR_PROTECTION \
        || vector = VECTOR_NMI
    %elif (ERROR_CODES >> vector) & 1
        CHARGED_ERROR vector
    %else
        CHARGED vector
    %endif
    %assign vector vector + 1
%endrep

trap_stub_7:
    push 0
    push VECTOR_NO_FPU
    jmp trap_uncharged_common

trap_stub_13:
    nop                     ; the processor pushed an error code: same length
    push VECTOR_PROTECTION
    jmp trap_uncharged_common

trap_stub_timer:
    push 0
    push VECTOR_TIMER
    jmp trap_uncharged_common

trap_stub_spurious:
    iretq

; The NMI comes anywhere, also where GS is not what CS makes one expect: it is
; the kernel's if its base is in the upper half. Its stack is its own.
MSR_GS_BASE equ 0xc0000101

trap_stub_2:
    push 0
    push VECTOR_NMI
    push rax
    push rdx
    rdtsc
    shl rdx, 32
    or rax, rdx
    PUSH_REST
    push rax                ; spare: keeps the stack aligned to 16
    push rax                ; tsc
    mov ecx, MSR_GS_BASE
    rdmsr
    xor ebx, ebx            ; is GS the user's?
    test edx, edx
    js .gs_is_ours
    inc ebx
    swapgs
.gs_is_ours:
    CLEAN_FLAGS
    xor ebp, ebp
    mov rdi, rsp
    call trap_nmi
    test ebx, ebx
    jz .leave
    swapgs
.leave:
    POP_ALL
    iretq

section .rodata
global trap_stubs, trap_stub_timer, trap_stub_spurious
trap_stubs:                 ; void *trap_stubs[32]
%assign vector 0
%rep 32
    dq trap_stub_%+vector
    %assign vector vector + 1
%endrep

; ---- system calls ----------------------------------------------------------
; SYSCALL leaves rip in rcx and rflags in r11, switches no stack and clears the
; flags of MSR_FMASK (interrupts are off). Linux keeps every register but rax,
; rcx and r11; arguments are in rdi, rsi, rdx, r10, r8, r9, where a C function
; wants them but for r10. Intel SDM vol. 2B, SYSCALL.
;
; This is the kernel's most travelled road: the handler is called from here, and
; the way back restores only what C may have changed. Whatever is out of the
; ordinary (the trace, signals, rescheduling, replaced registers, which
; sys_rt_sigreturn asks for through the attention flag) turns off it.

section .text
global syscall_entry
syscall_entry:
    swapgs
    mov [gs:CORE_USER_STACK], rsp
    mov rsp, [gs:CORE_KERNEL_STACK]
    push SELECTOR_USER_DATA
    push qword [gs:CORE_USER_STACK]
    push r11
    push SELECTOR_USER_CODE
    push rcx
    push rax                ; error: the call's number
    push TRAP_SYSCALL       ; vector
    push rax
    push rdx
    PUSH_REST
    sub rsp, 16             ; tsc, spare
    ENTER_SYSTEM 26
    mov rax, [rsp + FRAME_RAX]
    mov rdx, [rsp + FRAME_RDX]
    mov [rcx + LWP_FRAME], rsp
    sti
    cmp byte [trace_on], 0
    jne .trace_enter
.call:
    cmp rax, [syscall_count]
    jae .unknown
    mov rcx, r10
    call [syscall_handlers + rax * 8]
.called:
    cmp byte [trace_on], 0
    jne .trace_exit
.return:
    cli
    cmp dword [gs:CORE_NEED_RESCHED], 0
    jne .work
    mov rcx, [gs:CORE_CURRENT]
    cmp dword [rcx + LWP_ATTENTION], 0
    jne .work
    mov rsi, rax
    LEAVE_SYSTEM 12
    mov rax, rsi
    mov rdx, [rsp + FRAME_RDX]
    mov rcx, [rsp + FRAME_RIP]
    mov rsi, [rsp + FRAME_RSI]
    mov rdi, [rsp + FRAME_RDI]
    mov r8, [rsp + FRAME_R8]
    mov r9, [rsp + FRAME_R9]
    mov r10, [rsp + FRAME_R10]
    mov r11, [rsp + FRAME_RFLAGS]
    mov rsp, [rsp + FRAME_RSP]
    swapgs
    o64 sysret              ; rbx, rbp, r12 to r15 are C's callee's to keep
.work:
    mov [rsp + FRAME_RAX], rax
    jmp trap_exit_user
.unknown:
    mov rdi, rax
    call syscall_unknown
    jmp .called
.trace_enter:
    mov rdi, rsp
    call trace_call
    jmp .call
.trace_exit:
    mov rdi, rsp
    mov rsi, rax
    call syscall_trace_exit ; returns its second argument
    jmp .return

; void trace_call(const struct trap_frame *frame): record the call and bring its
; arguments back. Also called by C, which measures what it costs.
global trace_call
trace_call:
    push rdi
    call syscall_trace_enter
    pop rcx
    mov rax, [rcx + FRAME_RAX]
    mov rdi, [rcx + FRAME_RDI]
    mov rsi, [rcx + FRAME_RSI]
    mov rdx, [rcx + FRAME_RDX]
    mov r10, [rcx + FRAME_R10]
    mov r8, [rcx + FRAME_R8]
    mov r9, [rcx + FRAME_R9]
    ret

; ---- stacks ----------------------------------------------------------------
; void switch_stack(uint64_t *save, uint64_t load)
;
; Save what C expects to keep on this stack, note the stack in *save, continue
; on the stack `load`, which an earlier call saved (or x86/context.c prepared):
;
;   rsp -> r15 r14 r13 r12 rbx rbp return address

global switch_stack
switch_stack:
    push rbp
    push rbx
    push r12
    push r13
    push r14
    push r15
    mov [rdi], rsp
    mov rsp, rsi
    pop r15
    pop r14
    pop r13
    pop r12
    pop rbx
    pop rbp
    ret
