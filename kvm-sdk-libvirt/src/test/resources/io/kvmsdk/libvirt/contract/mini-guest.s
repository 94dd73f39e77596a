# A guest in a boot sector; MiniGuest says what it does, and holds its code:
#   as --32 mini-guest.s -o g.o && ld -m elf_i386 -Ttext 0x7c00 --oformat binary -e start g.o -o g.bin
.intel_syntax noprefix
.code16
start:
  xor ax,ax
  mov ds,ax
  mov es,ax
  mov ss,ax
  mov sp,0x7c00
  mov word ptr [8],offset nmi
  mov [10],ax
  cld
  # COM1: 115200 baud, 8n1, FIFO, polled
  mov dx,0x3fb
  mov al,0x80
  out dx,al
  mov dx,0x3f8
  mov ax,1
  out dx,al
  inc dx
  mov al,ah
  out dx,al
  mov dx,0x3fb
  mov al,3
  out dx,al
  dec dx
  mov al,7
  out dx,al
  # no cursor, and a word on the screen
  mov ah,1
  mov cx,0x2607
  int 0x10
  call agent
  mov si,offset ready
  call say
loop:
  mov dx,0x3fd
  in al,dx
  test al,1
  jz keys
  mov dx,0x3f8
  in al,dx
  cmp al,4
  je off
  cmp al,1
  je all
  cmp al,'a'
  jb 1f
  cmp al,'z'
  ja 1f
  sub al,32
1: call put
  jmp loop
keys:
  mov ah,1
  int 0x16
  jz loop
  mov ah,0
  int 0x16
  cmp al,2
  je still
  call put
  jmp loop
still:                # out of the BIOS, which an NMI may bring down
  call put
  cli
7: hlt
  jmp 7b
all:
  xor cx,cx
2: mov al,cl
  call put
  inc cl
  jnz 2b
  jmp loop
off:
  mov dx,0x604
  mov ax,0x2000
  out dx,ax
  jmp off
nmi:
  pusha
  push ds
  xor ax,ax
  mov ds,ax           # it may have come within the BIOS
  mov si,offset interrupted
5: lodsb
  test al,al
  jz 6f
  call put
  jmp 5b
6: pop ds
  popa
  iret
# says the text at si, on the serial line and the screen
say:
  lodsb
  test al,al
  jz 3f
  call put
  mov ah,0x0e
  mov bx,7
  int 0x10
  jmp say
put:
  push ax
  mov dx,0x3fd
4: in al,dx
  test al,0x20
  jz 4b
  pop ax
  mov dx,0x3f8
  out dx,al
3: ret
# opens port 1 of a virtio console, if there is a transitional one
agent:
  mov ax,0xb102
  mov cx,0x1003
  mov dx,0x1af4
  xor si,si
  int 0x1a
  jc 3b
  mov ax,0xb10a
  mov di,0x10
  int 0x1a
  and cl,0xfc
  mov bp,cx          # I/O base
  # bus master and I/O on
  mov ax,0xb10c
  mov di,4
  mov cx,7
  int 0x1a
  lea dx,[bp+18]
  mov al,3
  out dx,al           # acknowledge, driver
  lea dx,[bp+4]
  mov eax,2
  out dx,eax          # multiport
  lea dx,[bp+14]
  mov ax,3
  out dx,ax           # queue 3: control, to the host
  lea dx,[bp+12]
  in ax,dx
  mov di,ax           # its size
  shl di,4            # available ring lies behind the descriptors
  lea dx,[bp+8]
  mov eax,0x10
  out dx,eax          # at 0x10000
  mov ax,0x1000
  mov es,ax
  mov word ptr es:[0],offset message
  mov word ptr es:[8],8
  mov word ptr es:[di+2],1
  lea dx,[bp+18]
  mov al,7
  out dx,al           # driver ok
  lea dx,[bp+16]
  mov ax,3
  out dx,ax           # notify
  ret
message: .long 1
  .word 6, 1
ready: .asciz "kvmsdk ready\r\n"
interrupted: .asciz "NMI\r\n"
.org 510
.word 0xaa55
