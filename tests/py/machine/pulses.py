# expect: micropython
# How `time_pulse_us` waits.
import machine


class Script(machine.PinBase):
    def __init__(self, levels):
        self.levels = list(levels)

    def value(self, level=None):
        print("read")
        return self.levels.pop(0)


def show(*args):
    try:
        result = machine.time_pulse_us(*args)
        print(result if result < 0 else "time")
    except Exception as error:
        print(type(error).__name__, error.args)


show(Script([1, 0]), 1)
show(Script([0, 0, 1, 1, 0]), 1)
show(Script([1, 0, 1]), 0)
show(Script([1, 1]), True, 0)
show(Script([0]), 1, 0)
show(Script([3]), 1, 0)
show(Script([0, 1, 0]), [1], -1)
show(machine.Signal(Script([0, 1]), invert=1), 1)
show(Script([0]), 1)
show(Script([0]), 1, "x")
show(Script([0]))
