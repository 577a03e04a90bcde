# What runs in the container that holds a sandbox's network. With arguments it prints those files and ends. Without, it
# sends the netlink messages in /rules one by one, says "ready" once the kernel has taken all of them, and waits to be killed.
# Ends with the errno of what failed. Assembled into program.ts; program.test.ts compares the two.
    .intel_syntax noprefix
    .globl _start
_start:
    pop   rbx                   # argc
    pop   rbp                   # argv[0]
    dec   ebx
    jnz   show
    sub   rsp, 69632            # 64 KiB of messages, 4 KiB for an answer

    lea   rdi, [rip + rules]
    xor   esi, esi
    mov   eax, 2                # open(rules, O_RDONLY)
    syscall
    test  eax, eax
    js    fail
    mov   edi, eax
    lea   rsi, [rsp + 4096]
    mov   edx, 65536
    xor   eax, eax              # read
    syscall
    test  eax, eax
    js    fail
    lea   r12, [rsp + 4096]     # the next message
    lea   r13, [r12 + rax]      # the end

    mov   edi, 16               # AF_NETLINK
    mov   esi, 3                # SOCK_RAW
    xor   edx, edx              # NETLINK_ROUTE
    mov   eax, 41               # socket
    syscall
    test  eax, eax
    js    fail
    mov   ebp, eax
next:
    cmp   r12, r13
    jae   ready
    mov   edi, ebp
    mov   rsi, r12
    mov   edx, [r12]            # nlmsg_len
    mov   eax, 1                # write
    syscall
    test  eax, eax
    js    fail
    mov   edi, ebp
    mov   rsi, rsp
    mov   edx, 4096
    xor   eax, eax              # read
    syscall
    test  eax, eax
    js    fail
    mov   eax, [rsp + 16]       # nlmsgerr.error
    test  eax, eax
    jnz   fail
    mov   eax, [r12]
    add   r12, rax
    jmp   next
ready:
    mov   edi, 1
    lea   rsi, [rip + said]
    mov   edx, 6
    mov   eax, 1                # write
    syscall
wait:
    mov   eax, 34               # pause
    syscall
    jmp   wait

show:
    sub   rsp, 4096
    lea   r12, [rsp + 4096]     # argv[1]
file:
    mov   rdi, [r12]
    add   r12, 8
    xor   esi, esi
    mov   eax, 2                # open
    syscall
    mov   ebp, eax
    test  eax, eax
    js    shown                 # what is not there has nothing to show
piece:
    mov   edi, ebp
    mov   rsi, rsp
    mov   edx, 4096
    xor   eax, eax              # read
    syscall
    test  eax, eax
    jle   shown
    mov   edi, 1
    mov   rsi, rsp
    mov   edx, eax
    mov   eax, 1                # write
    syscall
    jmp   piece
shown:
    dec   ebx
    jnz   file
    xor   eax, eax
fail:
    neg   eax
    mov   edi, eax
    mov   eax, 60               # exit
    syscall
rules:
    .asciz "/rules"
said:
    .ascii "ready\n"
