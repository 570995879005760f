# Finalisers that change the container which is growing: allocation must not run them.
import gc
L=[]
D={}
S=set()
B=bytearray()
class A:
    def __del__(self):
        L.clear(); D.clear(); S.clear(); B[:]=b''
        L.extend([1,2,3]*7)
def f():
    for i in range(200):
        A()
        L.append(i)
        A()
        L.extend((i,i,2,3,4))
        A()
        D[i]=i; D[str(i)]=[]
        A()
        S.add(i); S.add((i,))
        A()
        B.extend(b'hello')
        A()
        L.insert(2,3)
        A()
        x=L+L; y=L*3; z=L[1:]
        A()
        D.update({1:2,3:4,'z':5})
        A()
        sorted(L); list(S); dict(D); repr(L)
f()
print("ok")
