# Classes: attributes, inheritance, special methods, properties, class and static methods.
class Base:
    kind = "base"

    def __init__(self, x):
        self.x = x

    def show(self):
        return "{} {}".format(self.kind, self.x)

    @classmethod
    def make(cls, x):
        return cls(x * 2)

    @staticmethod
    def add(a, b):
        return a + b

class Child(Base):
    kind = "child"

    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    def show(self):
        return super().show() + " and " + str(self.y)

b = Base(1)
c = Child(2, 3)
print(b.show(), "|", c.show(), "|", Base.make(5).show(), Base.add(1, 2), c.add(3, 4))
print(isinstance(c, Base), isinstance(b, Child), issubclass(Child, Base), isinstance(c, (int, Base)))
b.kind = "own"
print(b.kind, Base.kind)
del b.kind
print(b.kind)
try:
    del b.kind
except AttributeError:
    print("AttributeError")
print(hasattr(b, "x"), hasattr(b, "nothing"), getattr(b, "nothing", "default"))
setattr(b, "new", 5)
print(b.new)

class Property:
    def __init__(self):
        self._v = 0

    @property
    def v(self):
        return self._v

    @v.setter
    def v(self, value):
        self._v = value * 2

    @v.deleter
    def v(self):
        self._v = "deleted"

p = Property()
p.v = 4
print(p.v)
del p.v
print(p._v)

class A:
    def who(self):
        return "A"

class B(A):
    def who(self):
        return "B" + super().who()

class Left:
    def left(self):
        return "left"

class Many(B, Left):
    pass

print(Many().who(), Many().left())

class Attr:
    def __getattr__(self, name):
        if name.startswith("magic"):
            return name[5:]
        raise AttributeError(name)

print(Attr().magic_word)
try:
    Attr().plain
except AttributeError as e:
    print("AttributeError", e.args[0])

class Counter:
    count = 0

    def __init__(self):
        Counter.count += 1

[Counter() for _ in range(3)]
print(Counter.count)
Dynamic = type("Dynamic", (Base,), {"kind": "dynamic"})
print(Dynamic(1).show(), Dynamic.__name__)

class Callable:
    def __call__(self, *a, **k):
        return a, k

print(Callable()(1, k=2), callable(Callable()), callable(b))
print(type(c) is Child, type(c).__name__, c.__class__ is Child)
class Nested:
    class Inner:
        value = 1
    def method(self):
        return self.Inner.value
print(Nested().method())
f = c.show
print(f())
