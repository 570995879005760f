f''
f'a'
x = f'a{b}c'
x = f'{a}{b!r}{c!s:>{w}.{p}}{d:x}'
x = f'{a=}{c=!r:5}'
x = f'{{a}}{{{b}}}'
x = f'{a["k"]}{d[1:2]}{ {1: 2}[1] }{e != f}'
x = f"{f'{a}'}"
x = f'{(y)(1)}{a,}'
x = 'a' f'{b}' 'c' f'{d}'
x = rf'\d{a}' fr'\{b}'
x = f'''{
a
+ b}
'''
y = 1
x = (f'{a}'
     f'{b}')
z
x = f'{a}'.upper()
x = t'a{b}c'
x = t'{a!r:>5}{b=}{c:{w}}'
x = t"""a
{b}"""
x = rt'\n{a}'
