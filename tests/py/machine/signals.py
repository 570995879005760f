# expect: micropython
# Pins in Python, signals over them, and how they are misused.
import machine


class Pin(machine.PinBase):
    def __init__(self, level=0):
        self.level = level

    def value(self, level=None):
        if level is None:
            return self.level
        print("set", level)
        self.level = level


def show(f):
    try:
        print(repr(f()))
    except Exception as error:
        print(type(error).__name__, error.args)


pin = Pin()
plain = machine.Signal(pin)
inverse = machine.Signal(pin, invert=True)
twice = machine.Signal(inverse, invert=1)
for signal in plain, inverse, twice:
    signal.on()
    print(pin.level, plain(), inverse(), twice.value())
    signal.off()
    print(pin.level, plain(), inverse(), twice.value())
    signal("x")
    signal.value([])
    signal.value(None)
print(plain, machine.PinBase(1, a=2), machine.PinBase() is machine.PinBase())

# What a pin may answer.
for level in 7, True, "x", None, 1 << 80:
    pin.level = level
    show(plain)
    show(inverse)

# Arguments.
show(lambda: machine.Signal())
show(lambda: machine.Signal(pin, 1))
show(lambda: machine.Signal(pin, active=1))
show(lambda: machine.Signal(pin, invert=1, active=1))
show(lambda: machine.Signal(invert=1))
show(lambda: plain(1, 2))
show(lambda: plain(x=1))
show(lambda: plain.value(1, 2))
show(lambda: plain.on(1))


# No method `value`.
class Empty(machine.PinBase):
    pass


show(machine.Signal(Empty(1, x=2)))
show(machine.Signal(Empty()).on)
show(machine.Signal(machine.PinBase()))
show(lambda: machine.time_pulse_us(Empty(), 1))


# Classes that derive from it are called as it is.
class Lamp(machine.Signal):
    pass


lamp = Lamp(pin, invert=1)
pin.level = 0
print(lamp(), lamp.value(), callable(lamp), callable(pin), isinstance(lamp, machine.Signal))
lamp.on()
# Instances have a hash, whatever they derive from.
print(len({pin, lamp, Pin(), pin}))
