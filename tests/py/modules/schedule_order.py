# expect: micropython
# Callbacks run one at a time between instructions; one that schedules itself does not stop the program.
import micropython

ran = 0


def again(left):
    global ran
    ran += 1
    if left:
        micropython.schedule(again, left - 1)


micropython.schedule(again, 1000)
for i in range(10):
    pass
print("loop ends first", 0 < ran < 1000)
while ran < 500:
    pass
for i in range(1000):
    pass
print(ran)


def note(name):
    order.append(name)
    if name == "a":
        micropython.schedule(note, "c")
        for i in range(5):
            pass


order = []
micropython.schedule(note, "a")
micropython.schedule(note, "b")
for i in range(4):
    order.append(i)
print([name for name in order if isinstance(name, str)])


def fails(arg):
    raise ValueError(arg)


micropython.schedule(note, "d")
i = 0
try:
    while True:
        i += 1
        if i == 100:
            raise KeyError("out")
except KeyError as error:
    print(order[-1], error.args)
