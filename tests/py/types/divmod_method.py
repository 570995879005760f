# expect: micropython
# divmod of instances: __divmod__ of the first, and nothing of the second.
class Length:
    def __init__(self, value):
        self.value = value

    def __divmod__(self, other):
        return divmod(self.value, other.value)

    def __rdivmod__(self, other):
        return "never"


print(divmod(Length(7), Length(2)))
try:
    divmod(7, Length(2))
except TypeError as error:
    print(error)


class Number(int):
    pass


print(divmod(Number(7), 2))


class Raises:
    def __divmod__(self, other):
        raise ValueError(other)


try:
    divmod(Raises(), 1)
except ValueError as error:
    print(repr(error))


class None_:
    def __divmod__(self, other):
        return NotImplemented


try:
    divmod(None_(), 1)
except TypeError as error:
    print(error)
