# try in all its forms, and the order in which its parts run.
def path(action):
    trace = []
    try:
        try:
            trace.append("try")
            action()
        except ZeroDivisionError:
            trace.append("zero")
        except (KeyError, IndexError) as e:
            trace.append(type(e).__name__)
        else:
            trace.append("else")
        finally:
            trace.append("finally")
    except Exception as e:
        trace.append("outer " + type(e).__name__)
    return trace

print(path(lambda: 1))
print(path(lambda: 1 // 0))
print(path(lambda: {}[1]))
print(path(lambda: [][1]))
print(path(lambda: int("x")))

def returns():
    for i in range(3):
        try:
            if i == 1:
                return "returned {}".format(i)
        finally:
            print("finally", i)

print(returns())

def overrides():
    try:
        return 1
    finally:
        return 2

print(overrides())

def loops():
    out = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append("f")
    return out

print(loops())

class Mine(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code

try:
    raise Mine(7, "seven")
except Mine as e:
    print(e.code, e.args, str(e))

try:
    try:
        raise KeyError("first")
    except KeyError:
        raise
except KeyError as e:
    print("again", e.args)

try:
    e
except NameError:
    print("e is gone")

def nested():
    try:
        try:
            raise ValueError("a")
        finally:
            try:
                raise TypeError("b")
            except TypeError:
                print("inner handled")
    except ValueError as e:
        print("outer", e)

nested()
try:
    raise ValueError from None
except ValueError as e:
    print(repr(e))
try:
    raise 1
except TypeError:
    print("TypeError")
try:
    assert 1 == 2, "message"
except AssertionError as e:
    print(e.args)
for cls in (ValueError, ZeroDivisionError, KeyError, OSError, StopIteration, KeyboardInterrupt, SystemExit):
    print(cls.__name__, issubclass(cls, Exception), issubclass(cls, BaseException), issubclass(cls, LookupError))
