# expect: micropython
# Local time follows the variable TZ, which may change while the program runs.
import os
import time

moment = 1604215800
for zone in ("UTC", "EST+5", "CET-1CEST,M3.5.0,M10.5.0/3", "<+0530>-5:30"):
    os.putenv("TZ", zone)
    print(zone, time.localtime(moment)[:6], time.localtime(1593600000)[:6])
    print(time.mktime((2020, 11, 1, 1, 30, 0, 0, 0)), time.mktime(time.localtime(moment)) == moment)
os.unsetenv("TZ")
