# Instances with operators, properties and comparisons of their own.
# class: objects
# host: N = 24000
# expect: 1140781
# expect on hosts: 434248162
N = 400


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __getitem__(self, i):
        return self.y if i else self.x

    def __len__(self):
        return 2

    @property
    def square(self):
        return self.x * self.x + self.y * self.y


def run():
    place, step = Vector(1, 2), Vector(3, -1)
    total = 0
    for i in range(N):
        place = (place + step * (i & 3)) - Vector(i & 1, 1)
        if place == step:
            total += 1000000
        total += place.square % 97 + place[0] + place[1] + len(place)
    return total
