# expect: micropython
# `mem8` and its like, as far as no address is reached, and the module itself.
import machine


def show(f):
    try:
        print(repr(f()))
    except BaseException as error:
        print(type(error).__name__, error.args)


def store(memory, index, value):
    memory[index] = value


def delete(memory, index):
    del memory[index]


print(machine, sorted(name for name in dir(machine) if name[0] != "_"))
for memory in machine.mem8, machine.mem16, machine.mem32:
    print(memory, type(memory))
    show(lambda: memory["a"])
    show(lambda: memory[0:1])
    show(lambda: memory[1.0])
    show(lambda: delete(memory, 0))
    show(lambda: len(memory))
    show(lambda: type(memory)())
for memory in machine.mem16, machine.mem32:
    show(lambda: memory[1])
    show(lambda: memory[0x12345678ABCD1])
    show(lambda: memory[-1])
    show(lambda: memory[2**70 + 1])
    show(lambda: store(memory, 1, "x"))
    show(lambda: store(memory, "x", 1))

show(machine.idle)
show(machine.soft_reset)
show(lambda: machine.soft_reset(3))
show(lambda: machine.soft_reset(1, 2))
