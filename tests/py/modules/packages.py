# Packages in files beside this one: relative imports, names, failing modules.
import sample
import sample.part as part
from sample.part import *
from sample.deeper.leaf import twice
import sample.deeper.leaf

print(sample.__name__, sample.VALUE, sample.helper(1), part is sample.part, shown, twice(5))
print(sample.deeper.leaf.twice is twice, sample.deeper.leaf.__name__)
try:
    _hidden
except NameError:
    print("NameError")
for _ in range(2):
    try:
        import sample.broken
    except ValueError as e:
        print("ValueError", e)
try:
    import sample.missing
except ImportError:
    print("ImportError")
try:
    from sample import missing
except ImportError:
    print("ImportError")
sample.VALUE = 10
import sample as again
print(again.VALUE, sample.helper(1))
