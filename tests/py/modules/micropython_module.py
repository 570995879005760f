# expect: micropython
# micropython: const, heap lock, optimisation level, kbd_intr.
import micropython
from micropython import const

WIDTH = const(8)
_HIDDEN = const(WIDTH * 2 + 1)
print(WIDTH, _HIDDEN, const(5))
micropython.heap_lock()
try:
    [1, 2, 3]
    print("allocated")
except MemoryError:
    locked = True
micropython.heap_unlock()
print("locked", locked)

def small():
    x = 1
    for i in range(10):
        x = x + i
    return x

micropython.heap_lock()
x = small()
micropython.heap_unlock()
print(x)
print(micropython.opt_level())
micropython.opt_level(3)
print(micropython.opt_level())
micropython.opt_level(0)
micropython.schedule(lambda arg: print("scheduled", arg), 5)
for i in range(10):
    pass
print("after")
micropython.kbd_intr(-1)
micropython.kbd_intr(3)
print(isinstance(micropython.stack_use(), int))
