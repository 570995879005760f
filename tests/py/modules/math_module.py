# math: values that are exact or rounded for printing.
import math

def show(x):
    return "{:.10g}".format(x)

for f in (math.sqrt, math.exp, math.sin, math.cos, math.tan, math.atan, math.fabs):
    print([show(f(x)) for x in (0, 0.5, 1, 2.5)])
print([show(math.log(x)) for x in (0.5, 1, 10)], show(math.log(8, 2)), show(math.asin(0.5)), show(math.acos(0.5)), show(math.atan2(1, -1)))
print(math.floor(2.7), math.floor(-2.7), math.ceil(2.2), math.ceil(-2.2), math.trunc(-2.7))
print(math.copysign(1, -0.0), math.fmod(7, 3), math.fmod(-7, 3), math.frexp(8.0), math.ldexp(0.5, 4), math.modf(2.5))
print(math.isnan(float("nan")), math.isinf(float("inf")), math.isfinite(1), show(math.pi), show(math.e))
print(show(math.degrees(math.pi)), show(math.radians(180)), math.pow(2, 10))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.acos(2), lambda: math.floor(float("nan")), lambda: math.sqrt("a")):
    try:
        print(bad())
    except (ValueError, TypeError, OverflowError) as e:
        print(type(e).__name__)
