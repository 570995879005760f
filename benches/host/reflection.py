# Attributes by computed names, and methods of a base class.
# class: objects
# host: N = 24000
# expect: 252600
# expect on hosts: 1584408000
N = 300


class Base:
    unit = 1

    def value(self):
        return self.unit

    @classmethod
    def make(cls, n):
        made = cls()
        made.n = n
        return made

    @staticmethod
    def half(n):
        return n >> 1


class Derived(Base):
    unit = 10

    def value(self):
        return super().value() + self.n


def run():
    names = ["a", "b", "c", "d"]
    total = 0
    for i in range(N):
        thing = Derived.make(i)
        for name in names:
            setattr(thing, name, i)
        for name in names:
            total += getattr(thing, name) - getattr(thing, "none", 1)
        if hasattr(thing, "a") and not hasattr(thing, "z"):
            total += thing.value() + Base.value(thing) + thing.half(i)
        if type(thing) is Derived and issubclass(type(thing), Base):
            del thing.a
            total += len(thing.__dict__)
    return total
