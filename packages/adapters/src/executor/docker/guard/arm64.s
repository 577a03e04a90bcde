# amd64.s for arm64.
    .globl _start
_start:
    ldr   x19, [sp]             // argc
    add   x20, sp, #16          // argv + 1
    sub   x19, x19, #1
    cbnz  x19, show
    sub   sp, sp, #17, lsl #12  // 64 KiB of messages, 4 KiB for an answer

    mov   x0, #-100             // AT_FDCWD
    adr   x1, rules
    mov   x2, #0
    mov   x8, #56               // openat
    svc   #0
    tbnz  w0, #31, fail
    add   x1, sp, #1, lsl #12
    mov   x2, #65536
    mov   x8, #63               // read
    svc   #0
    tbnz  w0, #31, fail
    add   x21, sp, #1, lsl #12  // the next message
    add   x22, x21, x0          // the end

    mov   x0, #16               // AF_NETLINK
    mov   x1, #3                // SOCK_RAW
    mov   x2, #0                // NETLINK_ROUTE
    mov   x8, #198              // socket
    svc   #0
    tbnz  w0, #31, fail
    mov   w20, w0
next:
    cmp   x21, x22
    b.hs  ready
    mov   w0, w20
    mov   x1, x21
    ldr   w2, [x21]             // nlmsg_len
    mov   x8, #64               // write
    svc   #0
    tbnz  w0, #31, fail
    mov   w0, w20
    mov   x1, sp
    mov   x2, #4096
    mov   x8, #63               // read
    svc   #0
    tbnz  w0, #31, fail
    ldr   w0, [sp, #16]         // nlmsgerr.error
    cbnz  w0, fail
    ldr   w0, [x21]
    add   x21, x21, x0
    b     next
ready:
    mov   x0, #1
    adr   x1, said
    mov   x2, #6
    mov   x8, #64               // write
    svc   #0
wait:
    mov   x0, #0
    mov   x1, #0
    mov   x2, #0
    mov   x3, #0
    mov   x8, #73               // ppoll of nothing
    svc   #0
    b     wait

show:
    sub   sp, sp, #4096
file:
    mov   x0, #-100             // AT_FDCWD
    ldr   x1, [x20], #8
    mov   x2, #0
    mov   x8, #56               // openat
    svc   #0
    mov   w21, w0
    tbnz  w0, #31, shown
piece:
    mov   w0, w21
    mov   x1, sp
    mov   x2, #4096
    mov   x8, #63               // read
    svc   #0
    cmp   w0, #0
    b.le  shown
    mov   w2, w0
    mov   x0, #1
    mov   x1, sp
    mov   x8, #64               // write
    svc   #0
    b     piece
shown:
    sub   x19, x19, #1
    cbnz  x19, file
    mov   w0, #0
fail:
    neg   w0, w0
    mov   x8, #93               // exit
    svc   #0
rules:
    .asciz "/rules"
said:
    .ascii "ready\n"
