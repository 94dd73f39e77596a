# A guest in a boot sector; PortGuest says what it does, and holds its code:
#   as --32 port-guest.s -o g.o && ld -m elf_i386 -Ttext 0x7c00 --oformat binary -e start g.o -o g.bin
.intel_syntax noprefix
.code16
start:
  cli
  xor ax,ax
  mov ds,ax
  mov ss,ax
  mov sp,0x7c00
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
done:
  mov al,'.'
  call put
  call get            # how wide: 1, 2 or 4 bytes
  mov bl,al
  call half           # where
  mov di,ax
  call half           # what, the lower half first
  mov si,ax
  call half
  shl eax,16
  mov ax,si
  mov dx,di
  cmp bl,2
  jb 1f
  je 2f
  out dx,eax
  jmp done
1: out dx,al
  jmp done
2: out dx,ax
  jmp done
half:
  call get
  mov cl,al
  call get
  mov ah,al
  mov al,cl
  ret
get:
  mov dx,0x3fd
3: in al,dx
  test al,1
  jz 3b
  mov dx,0x3f8
  in al,dx
  ret
put:
  push ax
  mov dx,0x3fd
4: in al,dx
  test al,0x20
  jz 4b
  pop ax
  mov dx,0x3f8
  out dx,al
  ret
