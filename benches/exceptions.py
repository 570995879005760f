# Exceptions that are raised, told apart and caught.
class Odd(Exception):
    pass


def check(i):
    if i % 3 == 0:
        raise Odd(i)
    if i % 5 == 0:
        raise ValueError("five")
    return i


def run():
    total = 0
    for i in range(6000):
        try:
            total += check(i)
        except Odd as error:
            total += error.args[0] & 1
        except ValueError:
            total += 2
        finally:
            total += 1
    return total
