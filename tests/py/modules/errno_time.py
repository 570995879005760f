# expect: micropython
# errno, and the parts of time that do not depend on the time.
import errno
import time

print(errno.ENOENT, errno.EEXIST, errno.errorcode[errno.EINVAL])
print(time.ticks_diff(10, 5), time.ticks_diff(5, 10), time.ticks_add(5, 3))
t = time.ticks_ms()
time.sleep_ms(2)
time.sleep_us(10)
print(1 <= time.ticks_diff(time.ticks_ms(), t) < 1000)
print(time.gmtime(0)[:6], len(time.gmtime(0)), time.mktime((1970, 1, 2, 0, 0, 0, 0, 0)) - time.mktime((1970, 1, 1, 0, 0, 0, 0, 0)))
for stamp in (86399, 951782400, 1709164800, 2 ** 31 - 1):
    print(time.gmtime(stamp))
