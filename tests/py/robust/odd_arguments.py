# Calls functions, methods and operators with odd arguments (seeded): no crash, no hang. Arguments: seed, calls.
# gc-stress: no, thousands of calls, each with many objects
import sys
seed=int(sys.argv[1]) if len(sys.argv)>1 else 1
N=int(sys.argv[2]) if len(sys.argv)>2 else 4000
def rnd(n):
    global seed
    seed=(seed*1103515245+12345)&0x7fffffff
    return (seed>>8)%n
class Mut:
    """changes the container it is in"""
    def __init__(self,c): self.c=c
    def _m(self):
        c=self.c
        try:
            k=rnd(4)
            if k==0: c.clear()
            elif k==1:
                if isinstance(c,list): c.extend([1,2,3]*5)
                elif isinstance(c,dict):
                    for i in range(20): c[i+1000]=i
                elif isinstance(c,set):
                    for i in range(20): c.add(i+1000)
                elif isinstance(c,bytearray): c.extend(b'abc'*20)
            elif k==2: c.pop()
        except Exception: pass
    def __eq__(self,o): self._m(); return rnd(2)==0
    def __hash__(self): self._m(); return 1
    def __len__(self): self._m(); return 3
    def __lt__(self,o): self._m(); return rnd(2)==0
    def __gt__(self,o): self._m(); return rnd(2)==0
    def __repr__(self): self._m(); return 'Mut'
    def __str__(self): self._m(); return 'Mut'
    def __bool__(self): self._m(); return True
    def __iter__(self): self._m(); return iter([1,2])
    def __getitem__(self,i):
        self._m()
        if isinstance(i,int) and i>5: raise IndexError
        return i
    def __add__(self,o): self._m(); return 1
    def __radd__(self,o): self._m(); return 1
    def __index__(self): self._m(); return 2
    def __int__(self): self._m(); return 2
    def __call__(self,*a,**k): self._m(); return a[0] if a else None
    def __enter__(self): return self
    def __del__(self): self._m()
class Sub(list): pass
class SubD(dict): pass
class SubS(str): pass
class SubI(int): pass
class _S:
    def __getitem__(self,i): return i
SL=_S()
def gen():
    yield 1
    yield 2
def selfl():
    l=[1,2]; l.append(l); return l
def selfd():
    d={1:2}; d[3]=d; return d
def mutl():
    l=[1]
    for i in range(rnd(6)): l.append(Mut(l))
    return l
def mutd():
    d={}
    for i in range(rnd(12)): d[i]=Mut(d)
    try: d[Mut(d)]=1
    except Exception: pass
    return d
def muts():
    s=set()
    for i in range(rnd(4)):
        try: s.add(Mut(s))
        except Exception: pass
    return s
def ba():
    return bytearray(b'hello world')
def mvb():
    b=bytearray(b'hello'); m=memoryview(b); b.extend(b'x'*50); return m
def mvs():
    b=bytearray(b'hello world'); m=memoryview(b)
    del b
    return m
try:
    import array
except ImportError: array=None
import io
makers=[lambda:None,lambda:0,lambda:1,lambda:-1,lambda:2**31,lambda:-2**31,lambda:2**63,lambda:-2**63,lambda:2**64,lambda:10**40,lambda:-10**40,
 lambda:2**62,lambda:2**61-1,lambda:True,lambda:1.5,lambda:float('nan'),lambda:float('inf'),lambda:-0.0,lambda:1e300,lambda:1j,
 lambda:'',lambda:'a',lambda:'hello',lambda:'\u20ac\U0001f600x',lambda:'%s %d %r',lambda:'{} {0} {a}',lambda:'{:>10}',lambda:'x'*300,lambda:b'',lambda:b'a',lambda:b'\xff\xfe'*9,
 lambda:[],lambda:[3,1,2],lambda:['b','a'],lambda:(),lambda:(1,),lambda:(1,'a',None),lambda:{},lambda:{1:2,'a':3},lambda:set(),lambda:{1,2,'x'},
 lambda:frozenset([1,2]),selfl,selfd,mutl,mutd,muts,lambda:Mut([1,2,3]),lambda:Mut({}),ba,mvb,mvs,lambda:range(5),lambda:range(10,0,-2),
 lambda:SL[:],lambda:SL[1:10**20:-1],lambda:gen(),lambda:gen,lambda:iter([1,2]),lambda:map(str,[1]),lambda:int,lambda:str,lambda:object(),lambda:object,lambda:type,
 lambda:len,lambda:lambda *a:a,lambda:(lambda x:x),lambda:Mut,lambda:Sub([1,2]),lambda:SubD(),lambda:SubS('sub'),lambda:SubI(5),lambda:NotImplemented,lambda:...,
 lambda:ValueError,lambda:ValueError('x'),lambda:sys,lambda:io.StringIO('text\nmore'),lambda:io.BytesIO(b'data\nmore'),lambda:enumerate('ab'),lambda:zip('ab',[1,2]),lambda:reversed([1,2]),lambda:[].append,lambda:property(len),lambda:'utf-8',lambda:'rb',lambda:'i',lambda:'<hqd3s',lambda:255,lambda:256,lambda:127,lambda:3,lambda:10,lambda:100,
]
if array:
    makers+= [lambda:array.array('i',[1,2,3]),lambda:array.array('d',[1.5]),lambda:array.array('b'),lambda:array.array('O',[1,[]]) ,lambda:memoryview(array.array('h',[1,2,3,4]))[1:]]
import builtins
skip={'globals','locals','input','exit','quit','help','open','execfile','reset','bootloader','_exit','system','sleep','sleep_ms','sleep_us','stack_use','start_new_thread','unlink','remove','rmdir','mkdir','rename','chdir','mount','umount','mkfs','heap_lock','kbd_intr','atexit','abort','schedule','mem_info','qstr_info','print','__import__','settrace','ilistdir','listdir','threshold','dupterm','exc_info','setup','acquire','putenv','unsetenv','run_until_complete','allocate','disable','allocate_lock','print_exception','opt_level','rename','dump','stack_size','ticks_diff','poll','ipoll','select','getaddrinfo','write_readinto','fsync','stat','statvfs','alloc_emergency_exception_buf','main_loop','run','run_forever','ffilib','open','mem8','mem16','mem32','bytes_at','bytearray_at','struct','addressof','machine','btree','termios','tcgetattr','setraw','ffi','urandom','getenv','signal','func','callback','as_bytearray','readline','popen','remove','mapped'}
mods=[]
for n in ['builtins','sys','gc','math','cmath','array','collections','struct','io','json','re','random','time','binascii','hashlib','heapq','os','errno','select','micropython','deflate','cryptolib','asyncio','uctypes','errno','weakref','string','functools']:
    if n in ('uctypes',): continue
    try: mods.append((n,__import__(n)))
    except ImportError: pass
funs=[]
for n,m in mods:
    for k in sorted(dir(m)):
        if k in skip or (k.startswith('__') and k!='__build_class__'): continue
        if n=='os' and k not in ('uname','getcwd','sep','urandom'): continue
        try: v=getattr(m,k)
        except Exception: continue
        if callable(v): funs.append((n+'.'+k,v))
OPS=[lambda a,b:a+b,lambda a,b:a-b,lambda a,b:a*b if not(isinstance(a,int) and abs(a)>100 or isinstance(b,int) and abs(b)>100) else 0,lambda a,b:a/b,lambda a,b:a//b,lambda a,b:a%b,lambda a,b:a[b],lambda a,b:a in b,lambda a,b:a==b,lambda a,b:a<b,lambda a,b:a>=b,lambda a,b:a&b,lambda a,b:a|b,lambda a,b:a^b,lambda a,b:a>>b,
 lambda a,b:a<<b if isinstance(b,int) and b<1000 or not isinstance(b,int) else 0,lambda a,b:a.__setitem__(b,1),lambda a,b:a.__delitem__(b),lambda a,b:a@b,lambda a,b:-a,lambda a,b:~a,lambda a,b:abs(a),lambda a,b:not a,lambda a,b:a is b,lambda a,b:getattr(a,b),lambda a,b:setattr(a,b,1),lambda a,b:len(*a,*b),lambda a,b:a(*b),lambda a,b:a(**b),
 lambda a,b:a[b:],lambda a,b:a[:b],lambda a,b:a[::b]]
def setsl(a,b): a[b:]=b
def setsl2(a,b): a[1:3]=b
def setit(a,b): a[b]=a
def delit(a,b): del a[b]
def iadd(a,b): a+=b
def ior(a,b): a|=b
def unp(a,b): x,*y=a; z,w=b
OPS+=[setsl,setsl2,setit,delit,iadd,ior,unp]
big=(2**31,2**62,2**63,2**64,10**40,2**61-1)
n=0
trace=len(sys.argv)>3
out=0
for i in range(N):
    nargs=rnd(4)
    args=[makers[rnd(len(makers))]() for _ in range(nargs)]
    k=rnd(3)
    s0=seed
    try:
        if k==0:
            name,f=funs[rnd(len(funs))]
            if name in ('math.factorial','builtins.pow','math.pow','builtins.bytearray','builtins.bytes') and any(isinstance(a,int) and abs(a)>10**6 for a in args):
                args=[a for a in args if not isinstance(a,int)]
            if trace: print(i,s0,name,nargs,[type(a) for a in args],file=sys.stderr)
            r=f(*args)
        elif k==1:
            o=makers[rnd(len(makers))]()
            ms=[x for x in dir(o) if x not in skip and not x.startswith('_')]
            if not ms: continue
            m=ms[rnd(len(ms))]
            if trace: print(i,s0,type(o),m,nargs,[type(a) for a in args],file=sys.stderr)
            if isinstance(o,type(sys)): continue
            f=getattr(o,m)
            if callable(f): r=f(*args)
            if isinstance(o,(list,dict,set,bytearray)): len(o)
        else:
            j=rnd(len(OPS))
            a=makers[rnd(len(makers))]();b=makers[rnd(len(makers))]()
            if trace: print(i,s0,'op',j,type(a),type(b),file=sys.stderr)
            if isinstance(a,type(sys)): continue
            r=OPS[j](a,b)
        t=type(r)
        if t in (list,tuple,map,zip,filter,enumerate) and rnd(4)==0:
            q=0
            for x in r:
                q+=1
                if q>50: break
        if not isinstance(r,int) and rnd(4)==0: repr(r)
    except SystemExit: pass
    except KeyboardInterrupt: raise
    except BaseException as e:
        out+=1
        if rnd(8)==0:
            try: str(e)
            except RuntimeError: pass
    r=None
print('done',N)


# The class of plain objects is static: nothing may write to it.
plain = object()
plain.name = 1


class Plain(type(plain)):
    pass


Plain().name = 2
print(plain.name)
