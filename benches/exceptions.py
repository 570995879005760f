# Exceptions that are raised, told apart and caught.
# class: exceptions
# host: N = 250000
# expect: 9608600
# expect on hosts: 16666941665
N = 6000


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
    for i in range(N):
        try:
            total += check(i)
        except Odd as error:
            total += error.args[0] & 1
        except ValueError:
            total += 2
        finally:
            total += 1
    return total
