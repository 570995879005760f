# Tables that lose and gain entries: order, membership, closing of gaps, keys that compare in Python.
import random
random.seed(3)
class K:
    def __init__(s,n): s.n=n
    def __hash__(s): return s.n%7
    def __eq__(s,o): return isinstance(o,K) and s.n==o.n
for mk in (lambda n:n, lambda n:'s%d'%n, lambda n:K(n), lambda n:(n,1)):
    for size in (5,9,20,100,1000):
        d={}; ref=[]   # ref: association list in order
        refd={}
        s=set()
        for step in range(1000):
            n=random.randrange(size); k=mk(n)
            r=random.random()
            if r<0.5:
                d[k]=step; refd[n]=step; s.add(k)
                if n not in ref: ref.append(n)
            elif r<0.8:
                if n in refd:
                    del d[k]; del refd[n]; ref.remove(n); s.discard(k)
                else: assert k not in d and k not in s
            elif ref:
                n=ref[-1]; k=mk(n); assert d.pop(k)==refd.pop(n); ref.pop(); s.remove(k)
            if step%97==0:
                assert len(d)==len(ref)==len(s)
                assert [d[mk(x)] for x in ref]==[refd[x] for x in ref]
                assert list(d.values())==[refd[x] for x in ref]
                for x in range(size):
                    assert (mk(x) in d)==(x in refd)==(mk(x) in s)
print('ok')
