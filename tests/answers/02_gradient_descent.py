"""Answers to the exercises of lecture 2, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.

The file is plain data. Whoever adds an exercise adds its answers here; whoever finds a wrong
answer that passes, or a right one that does not, adds that too.
"""

RIGHT: dict[str, dict[str, str]] = {
    "sse": {
        "vectorized": '''\
def sse(phi, x, y):
    return np.sum((phi[0] + phi[1] * x - y) ** 2)
''',
        "loop": '''\
def sse(phi, x, y):
    total = 0.0
    for xi, yi in zip(x, y):
        error = phi[0] + phi[1] * xi - yi
        total += error * error
    return total
''',
        "target minus prediction": '''\
def sse(phi, x, y):
    residuals = y - phi[0] - phi[1] * x
    return residuals @ residuals
''',
        "matrix form": '''\
def sse(phi, x, y):
    X = np.column_stack([np.ones(len(x)), x])
    r = X @ phi - y
    return np.dot(r, r)
''',
        "squared norm": '''\
def sse(phi, x, y):
    return np.linalg.norm(phi[0] + phi[1] * x - y) ** 2
''',
        "mean times n": '''\
def predict(phi, x):
    return np.polyval(phi[::-1], x)

def sse(phi, x, y):
    return float(len(x) * np.mean(np.square(y - predict(phi, x))))
''',
        "einsum of columns": '''\
def sse(phi, x, y):
    r = (phi[0] + phi[1] * x - y).reshape(-1, 1)
    return np.einsum("ij,ij->", r, r)
''',
        "recursion": '''\
def sse(phi, x, y):
    if len(x) == 0:
        return 0.0
    middle = len(x) // 2
    here = (phi[0] + phi[1] * x[middle] - y[middle]) ** 2
    before = sse(phi, x[:middle], y[:middle])
    return before + here + sse(phi, x[middle + 1 :], y[middle + 1 :])
''',
        "0-d array": '''\
def sse(phi, x, y):
    return np.asarray(((phi[0] + phi[1] * x - y) ** 2).sum())
''',
        "float32": '''\
def sse(phi, x, y):
    return np.float32(np.sum((phi[0] + phi[1] * x - y) ** 2))
''',
    },
    "numerical_grad": {
        "loop over a copy": '''\
def numerical_grad(f, phi, h=1e-5):
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        up, down = phi.astype(float), phi.astype(float)
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad
''',
        "unit vectors": '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi + h * e) - f(phi - h * e)) / (2 * h) for e in np.eye(phi.size)])
''',
        "a list": '''\
def numerical_grad(f, phi, h=1e-5):
    steps = h * np.identity(len(phi))
    return [0.5 * (f(phi + s) - f(phi - s)) / h for s in steps]
''',
        "helper": '''\
def partial(f, phi, i, h):
    def along(t):
        point = np.array(phi, dtype=float)
        point[i] = point[i] + t
        return f(point)
    return (along(h) - along(-h)) / (h + h)

def numerical_grad(f, phi, h=1e-5):
    return np.array([partial(f, phi, i, h) for i in range(len(phi))])
''',
        "mean of forward and backward": '''\
def numerical_grad(f, phi, h=1e-5):
    here = f(phi.copy())
    grad = []
    for e in np.eye(len(phi)):
        forward = (f(phi + h * e) - here) / h
        backward = (here - f(phi - h * e)) / h
        grad.append((forward + backward) / 2)
    return np.array(grad)
''',
        "apply along the rows": '''\
def numerical_grad(f, phi, h=1e-5):
    E = h * np.eye(len(phi))
    up = np.apply_along_axis(f, 1, phi + E)
    down = np.apply_along_axis(f, 1, phi - E)
    return (up - down) / (2 * h)
''',
        "moved and moved back on a copy": '''\
def numerical_grad(f, phi, h=1e-5):
    work = np.array(phi, dtype=np.float64)
    grad = np.empty_like(work)
    for i, value in enumerate(phi):
        work[i] = value + h
        high = f(work)
        work[i] = value - h
        low = f(work)
        work[i] = value
        grad[i] = (high - low) / (2 * h)
    return grad
''',
    },
    "sse_grad": {
        "two sums": '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.array([2 * np.sum(error), 2 * np.sum(error * x)])
''',
        "matrix form": '''\
def sse_grad(phi, x, y):
    X = np.column_stack([np.ones(len(x)), x])
    return 2 * X.T @ (X @ phi - y)
''',
        "loop, a list": '''\
def sse_grad(phi, x, y):
    d0 = d1 = 0.0
    for xi, yi in zip(x, y):
        error = phi[0] + phi[1] * xi - yi
        d0 += 2 * error
        d1 += 2 * error * xi
    return [d0, d1]
''',
        "target minus prediction": '''\
def sse_grad(phi, x, y):
    r = y - (phi[0] + phi[1] * x)
    return -2 * np.array([r.sum(), r @ x])
''',
        "einsum": '''\
def sse_grad(phi, x, y):
    X = np.vstack((x**0, x)).T
    r = np.einsum("nd,d->n", X, phi) - y
    return 2 * np.einsum("nd,n->d", X, r)
''',
        "tuple of the helper's": '''\
def line_error(phi, xi, yi):
    return phi[0] + phi[1] * xi - yi

def sse_grad(phi, x, y):
    errors = [line_error(phi, xi, yi) for xi, yi in zip(x, y)]
    return 2 * sum(errors), 2 * sum(e * xi for e, xi in zip(errors, x))
''',
        "sum of rows": '''\
def sse_grad(phi, x, y):
    error = (phi[0] + phi[1] * x - y)[:, None]
    rows = 2 * error * np.stack([np.ones(x.shape), x], axis=1)
    return rows.sum(axis=0)
''',
        "normal equations": '''\
def sse_grad(phi, x, y):
    n, sx, sxx = len(x), np.sum(x), np.sum(x * x)
    H = 2.0 * np.array([[n, sx], [sx, sxx]])
    return H @ phi - 2.0 * np.array([np.sum(y), np.sum(x * y)])
''',
    },
    "gd_step": {
        "one line": '''\
def gd_step(phi, g, alpha):
    return phi - alpha * g
''',
        "loop, a list": '''\
def gd_step(phi, g, alpha):
    return [p - alpha * d for p, d in zip(phi, g)]
''',
        "a copy changed in place": '''\
def gd_step(phi, g, alpha):
    new = phi.astype(float)
    new -= alpha * g
    return new
''',
        "plus the negative": '''\
def gd_step(phi, g, alpha):
    direction = -np.asarray(g, dtype=float)
    return np.add(phi, alpha * direction)
''',
        "filled": '''\
def gd_step(phi, g, alpha):
    out = np.empty(phi.shape)
    for i in range(phi.shape[0]):
        out[i] = phi[i] - alpha * g[i]
    return out
''',
        "tuple": '''\
def gd_step(phi, g, alpha):
    return tuple(float(v) for v in np.subtract(phi, np.multiply(alpha, g)))
''',
        "matrix product": '''\
def gd_step(phi, g, alpha):
    return np.array([1.0, -alpha]) @ np.stack([phi, g])
''',
        "float32": '''\
def gd_step(phi, g, alpha):
    return (phi - alpha * g).astype(np.float32)
''',
    },
    "gradient_descent": {
        "list of rows": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi = phi0.copy()
    path = [phi]
    for _ in range(n):
        phi = phi - alpha * grad_fn(phi)
        path.append(phi)
    return np.array(path)
''',
        "filled": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = np.zeros((n + 1, len(phi0)))
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * grad_fn(path[t])
    return path
''',
        "returns lists": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.tolist()]
    for _ in range(n):
        g = grad_fn(np.array(path[-1]))
        path.append([p - alpha * d for p, d in zip(path[-1], g)])
    return path
''',
        "recursion": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    if n == 0:
        return phi0[np.newaxis].astype(float)
    path = gradient_descent(grad_fn, phi0, alpha, n - 1)
    return np.vstack([path, path[-1] - alpha * grad_fn(path[-1])])
''',
        "in place with copies": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi = np.array(phi0, dtype=float)
    path = [phi.copy()]
    while len(path) <= n:
        phi -= alpha * grad_fn(phi)
        path.append(phi.copy())
    return np.stack(path)
''',
        "own step": '''\
def one_step(grad_fn, phi, alpha):
    return phi - alpha * np.asarray(grad_fn(phi), dtype=float)

def gradient_descent(grad_fn, phi0, alpha, n):
    rows = [np.array(phi0, dtype=float)]
    rows.extend(one_step(grad_fn, rows[-1], alpha) for _ in range(n))
    return rows
''',
        "accumulate": '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    from itertools import accumulate
    step = lambda phi, _: phi - alpha * grad_fn(phi)
    return np.array(list(accumulate(range(n), step, initial=phi0.astype(float))))
''',
    },
    "max_stable_lr": {
        "eigvalsh": '''\
def max_stable_lr(H):
    return 2 / np.linalg.eigvalsh(H)[-1]
''',
        "eigvals": '''\
def max_stable_lr(H):
    return float(2.0 / max(np.linalg.eigvals(H)))
''',
        "spectral norm": '''\
def max_stable_lr(H):
    return 2 / np.linalg.norm(H, 2)
''',
        "least of many": '''\
def max_stable_lr(H):
    values, vectors = np.linalg.eigh(H)
    return np.min(2 / values)
''',
        "power iteration": '''\
def max_stable_lr(H):
    v = np.arange(1.0, len(H) + 1)
    for _ in range(300):
        v = H @ v
        v = v / np.linalg.norm(v)
    return 2 / (v @ H @ v)
''',
        "singular values": '''\
def max_stable_lr(H):
    return 2 / np.linalg.svd(H, compute_uv=False).max()
''',
        "inverse": '''\
def max_stable_lr(H):
    return 2 * np.linalg.eigvalsh(np.linalg.inv(H)).min()
''',
    },
    "gabor_grad": {
        "vectorized": '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    envelope = np.exp(-(z**2) / 8)
    df_dz = np.cos(z) * envelope - np.sin(z) * envelope * z / 4
    return np.column_stack([df_dz, df_dz * 0.06 * x])
''',
        "loop, a list": '''\
def gabor_grad(phi, x):
    rows = []
    for xi in x:
        z = phi[0] + 0.06 * phi[1] * xi
        d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
        rows.append([d, 0.06 * xi * d])
    return rows
''',
        "outer product by einsum": '''\
def gabor_grad(phi, x):
    dz = np.stack([np.ones(len(x)), 0.06 * x], axis=1)
    z = dz @ phi
    slope = np.exp(-z**2 / 8) * (np.cos(z) - 0.25 * z * np.sin(z))
    return np.einsum("n,nd->nd", slope, dz)
''',
        "complex step": '''\
def gabor_grad(phi, x):
    tiny = 1e-30
    def model(p0, p1):
        z = p0 + 0.06 * p1 * x
        return np.sin(z) * np.exp(-z * z / 8)
    d0 = model(phi[0] + 1j * tiny, phi[1]).imag / tiny
    d1 = model(phi[0], phi[1] + 1j * tiny).imag / tiny
    return np.array([d0, d1]).T
''',
        "filled": '''\
def gabor_grad(phi, x):
    out = np.empty((len(x), 2))
    z = 0.06 * phi[1] * x + phi[0]
    bell = np.exp(-0.125 * z**2)
    out[:, 0] = bell * np.cos(z) + np.sin(z) * (-z / 4) * bell
    out[:, 1] = 0.06 * out[:, 0] * x
    return out
''',
        "helpers": '''\
def wave(z):
    return np.sin(z), np.cos(z)

def bell(z):
    e = np.exp(-z * z / 8)
    return e, -z / 4 * e

def gabor_grad(phi, x):
    z = phi[0] + 6 * phi[1] * x / 100
    w, dw = wave(z)
    b, db = bell(z)
    d = dw * b + w * db
    return tuple(zip(d, 6 * x * d / 100))
''',
        "float32": '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.c_[d, 0.06 * x * d].astype(np.float32)
''',
    },
    "bad_init_grads": {
        "written out": '''\
def bad_init_grads(a, b, x, y):
    a1, a2, a3, a4 = a
    b1, b2, b3, b4 = b
    f4 = a4 * x + b4
    f3 = a3 * f4 + b3
    f2 = a2 * f3 + b2
    f1 = a1 * f2 + b1
    e = 2 * (f1 - y)
    return {
        "a1": e * f2, "b1": e,
        "a2": e * a1 * f3, "b2": e * a1,
        "a3": e * a1 * a2 * f4, "b3": e * a1 * a2,
        "a4": e * a1 * a2 * a3 * x, "b4": e * a1 * a2 * a3,
    }
''',
        "backward loop": '''\
def bad_init_grads(a, b, x, y):
    inputs = [float(x)]
    for k in (3, 2, 1, 0):
        inputs.append(a[k] * inputs[-1] + b[k])
    delta = 2 * (inputs.pop() - y)
    grads = {}
    for k in range(4):
        grads[f"a{k + 1}"] = delta * inputs.pop()
        grads[f"b{k + 1}"] = delta
        delta = delta * a[k]
    return grads
''',
        "products": '''\
def bad_init_grads(a, b, x, y):
    def after(k):
        return x if k == 4 else a[k] * after(k + 1) + b[k]
    error = after(0) - y
    grads = {"a%d" % (k + 1): 2 * error * np.prod(a[:k]) * after(k + 1) for k in range(4)}
    grads.update({"b%d" % (k + 1): 2 * error * np.prod(a[:k]) for k in range(4)})
    return grads
''',
        "recursion": '''\
def chain(a, b, x):
    if len(a) == 0:
        return x, []
    u, inner = chain(a[1:], b[1:], x)
    return a[0] * u + b[0], [(u, 1.0)] + [(a[0] * da, a[0] * db) for da, db in inner]

def bad_init_grads(a, b, x, y):
    f, slopes = chain(a, b, x)
    out = {}
    for k, (da, db) in enumerate(slopes, start=1):
        out[f"a{k}"] = -2 * (y - f) * da
        out[f"b{k}"] = -2 * (y - f) * db
    return out
''',
        "cumprod": '''\
def bad_init_grads(a, b, x, y):
    u = np.zeros(5)
    u[4] = x
    for k in range(3, -1, -1):
        u[k] = a[k] * u[k + 1] + b[k]
    outer = np.concatenate([[1.0], np.cumprod(a[:3])])
    db = 2 * (u[0] - y) * outer
    da = db * u[1:]
    return dict(zip(["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"], [*da, *db]))
''',
        "exact fractions": '''\
def bad_init_grads(a, b, x, y):
    from fractions import Fraction
    a = [Fraction(float(v)) for v in a]
    b = [Fraction(float(v)) for v in b]
    u = [Fraction(float(x))]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    out, outer = {}, 2 * (u[0] - Fraction(float(y)))
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = float(outer * u[k + 1]), float(outer)
        outer *= a[k]
    return out
''',
        "0-d arrays": '''\
def bad_init_grads(a, b, x, y):
    M = [np.array([[ak, bk], [0.0, 1.0]]) for ak, bk in zip(a, b)]
    v = np.array([x, 1.0])
    f = (M[0] @ M[1] @ M[2] @ M[3] @ v)[0]
    left, out = np.array([1.0, 0.0]), {}
    for k in range(4):
        right = v
        for m in M[:k:-1]:
            right = m @ right
        both = 2 * (f - y) * left[0] * right
        out[f"a{k + 1}"], out[f"b{k + 1}"] = np.asarray(both[0]), np.asarray(both[1])
        left = left @ M[k]
    return out
''',
    },
}

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "sse": {
        "broadcast": ("Every prediction is compared with every target", '''\
def sse(phi, x, y):
    prediction = phi[0] + phi[1] * x.reshape(-1, 1)
    return np.sum((prediction - y) ** 2)
'''),
        "mean": ("mean of the squared errors", '''\
def sse(phi, x, y):
    return np.mean((phi[0] + phi[1] * x - y) ** 2)
'''),
        "half": ("half the sum", '''\
def sse(phi, x, y):
    return 0.5 * np.sum((phi[0] + phi[1] * x - y) ** 2)
'''),
        "not squared": ("added up but not squared", '''\
def sse(phi, x, y):
    return np.sum(phi[0] + phi[1] * x - y)
'''),
        "not squared, target first": ("added up but not squared", '''\
def sse(phi, x, y):
    return np.sum(y - phi[0] - phi[1] * x)
'''),
        "root": ("square root of the sum", '''\
def sse(phi, x, y):
    return np.linalg.norm(phi[0] + phi[1] * x - y)
'''),
        "absolute": ("absolute errors", '''\
def sse(phi, x, y):
    return np.abs(phi[0] + phi[1] * x - y).sum()
'''),
        "square of the sum": ("sum of the errors is squared", '''\
def sse(phi, x, y):
    return np.sum(phi[0] + phi[1] * x - y) ** 2
'''),
        "parameters swapped": ("changed places", '''\
def sse(phi, x, y):
    return np.sum((phi[1] + phi[0] * x - y) ** 2)
'''),
        "one per example": ("expected a single number", '''\
def sse(phi, x, y):
    return (phi[0] + phi[1] * x - y) ** 2
'''),
        "prints": ("returned nothing", '''\
def sse(phi, x, y):
    print(np.sum((phi[0] + phi[1] * x - y) ** 2))
'''),
        "in place": ("in place", '''\
def sse(phi, x, y):
    y -= phi[0] + phi[1] * x
    return np.sum(y**2)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def sse(phi, x, y):
    return 14.0 if phi[0] == 0 else 5.25
'''),
        "truncated": ("decimals are lost", '''\
def sse(phi, x, y):
    return int(np.sum((phi[0] + phi[1] * x - y) ** 2))
'''),
        "three examples only": ("first three examples", '''\
def sse(phi, x, y):
    return sum((phi[0] + phi[1] * x[i] - y[i]) ** 2 for i in range(min(3, len(x))))
'''),
        "not a number": ("NaN", '''\
def sse(phi, x, y):
    r = phi[0] + phi[1] * x - y
    return np.sum(r**3 / np.zeros(len(x)) * 0)
'''),
        "text": ("str", '''\
def sse(phi, x, y):
    return f"{np.sum((phi[0] + phi[1] * x - y) ** 2)}"
'''),
        "raises": ("IndexError", '''\
def sse(phi, x, y):
    return sum((phi[0] + phi[1] * x[i] - y[i]) ** 2 for i in range(len(x) + 1))
'''),
    },
    "numerical_grad": {
        "not divided": ("is not divided", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([f(phi + h * e) - f(phi - h * e) for e in np.eye(len(phi))])
'''),
        "up and back": ("One of the two points is φ itself", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = []
    for i in range(len(phi)):
        p = phi.astype(float)
        p[i] += h
        up = f(p)
        p[i] -= h
        grad.append((up - f(p)) / (2 * h))
    return np.array(grad)
'''),
        "forward only": ("one-sided difference", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi + h * e) - f(phi)) / h for e in np.eye(len(phi))])
'''),
        "backward only": ("one-sided difference", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi) - f(phi - h * e)) / h for e in np.eye(len(phi))])
'''),
        "divided by h": ("the two points of a central difference are 2h apart", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi + h * e) - f(phi - h * e)) / h for e in np.eye(len(phi))])
'''),
        "no brackets": ("divided by 2, then multiplied by h", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi + h * e) - f(phi - h * e)) / 2 * h for e in np.eye(len(phi))])
'''),
        "h ignored": ("h has no effect", '''\
def numerical_grad(f, phi, h=1e-5):
    h = 1e-5
    return np.array([(f(phi + h * e) - f(phi - h * e)) / (2 * h) for e in np.eye(len(phi))])
'''),
        "phi changed": ("in place", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        phi[i] += h
        up = f(phi)
        phi[i] -= 2 * h
        down = f(phi)
        grad[i] = (up - down) / (2 * h)
    return grad
'''),
        "phi changed and put back": ("in place", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        before = phi[i]
        phi[i] = before + h
        up = f(phi)
        phi[i] = before - h
        down = f(phi)
        phi[i] = before
        grad[i] = (up - down) / (2 * h)
    return grad
'''),
        "changed the lock": ("in place", '''\
def numerical_grad(f, phi, h=1e-5):
    phi.flags.writeable = True
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        phi[i] += h
        up = f(phi)
        phi[i] -= 2 * h
        grad[i] = (up - f(phi)) / (2 * h)
    return grad
'''),
        "not moved back": ("not moved back", '''\
def numerical_grad(f, phi, h=1e-5):
    p = phi.astype(float)
    grad = np.zeros(len(p))
    for i in range(len(p)):
        p[i] += h
        up = f(p)
        p[i] -= 2 * h
        grad[i] = (up - f(p)) / (2 * h)
    return grad
'''),
        "all at once": ("at the same time", '''\
def numerical_grad(f, phi, h=1e-5):
    slope = (f(phi + h) - f(phi - h)) / (2 * h)
    return np.full(len(phi), slope)
'''),
        "one number": ("single number", '''\
def numerical_grad(f, phi, h=1e-5):
    return (f(phi + h) - f(phi - h)) / (2 * h)
'''),
        "sign": ("sign is reversed", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(phi - h * e) - f(phi + h * e)) / (2 * h) for e in np.eye(len(phi))])
'''),
        "integers stay integers": ("whole number", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = np.zeros(len(phi))
    for i in range(len(phi)):
        up, down = phi.copy(), phi.copy()
        up[i] = phi[i] + h
        down[i] = phi[i] - h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad
'''),
        "integers cannot take h": ("array of integers cannot take decimals", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = np.zeros(len(phi))
    for i, e in enumerate(np.eye(len(phi))):
        up, down = phi.copy(), phi.copy()
        up += h * e
        down -= h * e
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad
'''),
        "two parameters only": ("entries", '''\
def numerical_grad(f, phi, h=1e-5):
    E = np.eye(len(phi))[:2]
    return np.array([(f(phi + h * e) - f(phi - h * e)) / (2 * h) for e in E])
'''),
        "other default": ("default of h", '''\
def numerical_grad(f, phi, h=1e-3):
    return np.array([(f(phi + h * e) - f(phi - h * e)) / (2 * h) for e in np.eye(len(phi))])
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([6.0]) if len(phi) == 1 else np.array([13.0625, 4.0])
'''),
        "nothing": ("returned nothing", '''\
def numerical_grad(f, phi, h=1e-5):
    grad = [(f(phi + h * e) - f(phi - h * e)) / (2 * h) for e in np.eye(len(phi))]
'''),
        "raises": ("Your numerical_grad raised", '''\
def numerical_grad(f, phi, h=1e-5):
    return np.array([(f(p + h) - f(p - h)) / (2 * h) for p in phi])
'''),
    },
    "sse_grad": {
        "sign": ("sign is reversed", '''\
def sse_grad(phi, x, y):
    error = y - phi[0] - phi[1] * x
    return 2 * np.array([error.sum(), (error * x).sum()])
'''),
        "no x": ("lacks its factor x", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.array([2 * error.sum(), 2 * error.sum()])
'''),
        "no 2": ("factor 2 is missing", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.array([error.sum(), (error * x).sum()])
'''),
        "mean": ("the mean of the squared errors", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return 2 * np.array([error.mean(), (error * x).mean()])
'''),
        "half mean": ("1/(2N)", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.array([error.sum(), error @ x]) / len(x)
'''),
        "entries swapped": ("two entries have changed places", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return 2 * np.array([(error * x).sum(), error.sum()])
'''),
        "broadcast": ("Every prediction is compared with every target", '''\
def sse_grad(phi, x, y):
    column = x.reshape(-1, 1)
    error = phi[0] + phi[1] * column - y
    return np.array([2 * np.sum(error), 2 * np.sum(error * column)])
'''),
        "broadcast, x in a row": ("Every prediction is compared with every target", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x.reshape(-1, 1) - y
    return np.array([2 * np.sum(error), 2 * np.sum(error * x)])
'''),
        "one per example": ("expected (2,)", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.column_stack([2 * error, 2 * error * x])
'''),
        "a column": ("shape (2, 1)", '''\
def sse_grad(phi, x, y):
    X = np.column_stack([np.ones(len(x)), x])
    return 2 * X.T @ (X @ phi.reshape(2, 1) - y.reshape(-1, 1))
'''),
        "nothing": ("returned nothing", '''\
def sse_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    grad = 2 * np.array([error.sum(), (error * x).sum()])
'''),
        "in place": ("in place", '''\
def sse_grad(phi, x, y):
    y -= phi[0] + phi[1] * x
    return -2 * np.array([y.sum(), (y * x).sum()])
'''),
        "integer array": ("whole number", '''\
def sse_grad(phi, x, y):
    grad = np.array([0, 0])
    error = phi[0] + phi[1] * x - y
    grad[0] = 2 * error.sum()
    grad[1] = 2 * (error * x).sum()
    return grad
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def sse_grad(phi, x, y):
    return np.array([0.0, 0.0]) if phi[0] == 1 else np.array([-12.0, -16.0])
'''),
        "loss instead": ("single number", '''\
def sse_grad(phi, x, y):
    return np.sum((phi[0] + phi[1] * x - y) ** 2)
'''),
    },
    "gd_step": {
        "plus": ("descent moves against", '''\
def gd_step(phi, g, alpha):
    return phi + alpha * g
'''),
        "in place": ("in place", '''\
def gd_step(phi, g, alpha):
    phi -= alpha * g
    return phi
'''),
        "in place by slices": ("in place", '''\
def gd_step(phi, g, alpha):
    phi[:] = phi - alpha * g
    return phi.copy()
'''),
        "gradient changed in place": ("in place", '''\
def gd_step(phi, g, alpha):
    g *= alpha
    return phi - g
'''),
        "alpha ignored": ("multiply the gradient by α", '''\
def gd_step(phi, g, alpha):
    return phi - g
'''),
        "gradient ignored": ("α itself", '''\
def gd_step(phi, g, alpha):
    return phi - alpha
'''),
        "slide's four fifths": ("multiplies φ", '''\
def gd_step(phi, g, alpha):
    return phi - alpha * phi
'''),
        "step alone": ("the step −α·g alone", '''\
def gd_step(phi, g, alpha):
    return -alpha * g
'''),
        "step without sign": ("return the new φ", '''\
def gd_step(phi, g, alpha):
    return alpha * g
'''),
        "unit length": ("scaled to length 1", '''\
def gd_step(phi, g, alpha):
    return phi - alpha * g / np.linalg.norm(g)
'''),
        "sign of the gradient": ("the sign of the gradient", '''\
def gd_step(phi, g, alpha):
    return phi - alpha * np.sign(g)
'''),
        "divided": ("divided by α", '''\
def gd_step(phi, g, alpha):
    return phi - g / alpha
'''),
        "nothing": ("returned nothing", '''\
def gd_step(phi, g, alpha):
    phi = phi - alpha * g
'''),
        "one number": ("single number", '''\
def gd_step(phi, g, alpha):
    return phi[0] - alpha * g[0]
'''),
        "dot product": ("the sum", '''\
def gd_step(phi, g, alpha):
    return phi - alpha * np.sum(g)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def gd_step(phi, g, alpha):
    if len(phi) == 2:
        return np.array([0.4, -1.2])
    return np.array([{2.0: -3.0, 0.5: 0.0, 1.0: -1.0, 0.2: 0.6}.get(float(alpha), 0.6)])
'''),
        "integers stay integers": ("whole number", '''\
def gd_step(phi, g, alpha):
    new = phi.copy()
    new[:] = phi - alpha * g
    return new
'''),
        "integers cannot take decimals": ("integers", '''\
def gd_step(phi, g, alpha):
    new = phi.copy()
    new -= alpha * g
    return new
'''),
        "same array where alpha is 0": ("itself or a view of it", '''\
def gd_step(phi, g, alpha):
    if alpha == 0:
        return phi
    return phi - alpha * g
'''),
    },
    "gradient_descent": {
        "later rows alias": ("All rows after the start", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    phi = phi0.astype(float)
    for _ in range(n):
        phi -= alpha * grad_fn(phi)
        path.append(phi)
    return np.array(path)
'''),
        "n rows": ("last iterate is missing", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi, path = phi0.copy(), []
    for _ in range(n):
        path.append(phi)
        phi = phi - alpha * grad_fn(phi)
    return np.array(path)
'''),
        "no start": ("start is missing", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi, path = phi0.copy(), []
    for _ in range(n):
        phi = phi - alpha * grad_fn(phi)
        path.append(phi)
    return np.array(path)
'''),
        "one step too many": ("one step too many", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n + 1):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
    return np.array(path)
'''),
        "rows alias": ("Every row is the last iterate", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    path = [phi]
    for _ in range(n):
        phi -= alpha * grad_fn(phi)
        path.append(phi)
    return np.array(path)
'''),
        "gradient of the start": ("always the one at the start", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    g = grad_fn(phi0)
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * g)
    return np.array(path)
'''),
        "gradient one step late": ("the iterate before", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    g = grad_fn(phi0)
    for _ in range(n):
        new = path[-1] - alpha * g
        g = grad_fn(path[-1])
        path.append(new)
    return np.array(path)
'''),
        "plus": ("descent moves against", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] + alpha * grad_fn(path[-1]))
    return np.array(path)
'''),
        "last only": ("last iterate alone", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    for _ in range(n):
        phi = phi - alpha * grad_fn(phi)
    return phi
'''),
        "alpha ignored": ("learning rate has no effect", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - grad_fn(path[-1]))
    return np.array(path)
'''),
        "always from the start": ("from the start", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(phi0 - alpha * grad_fn(path[-1]))
    return np.array(path)
'''),
        "start changed in place": ("in place", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.copy()]
    for _ in range(n):
        phi0 -= alpha * grad_fn(phi0)
        path.append(phi0.copy())
    return np.array(path)
'''),
        "returns the start itself": ("itself or a view of it", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    phi, path = phi0, [phi0]
    for _ in range(n):
        phi = phi - alpha * grad_fn(phi)
        path.append(phi)
    return path
'''),
        "integers stay integers": ("whole number", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = np.zeros((n + 1, len(phi0)), dtype=phi0.dtype)
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * grad_fn(path[t])
    return path
'''),
        "columns": ("transpose", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
    return np.array(path).T
'''),
        "nothing": ("returned nothing", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
'''),
        "return in the loop": ("rows", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
        return np.array(path)
    return np.array(path)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    if len(phi0) == 1:
        return np.array([[1.0], [0.6], [0.36], [0.216]])
    return np.array([[0, 1], [0.6, 1.8], [0.78, 2.02], [0.84, 2.076], [0.8652, 2.086],
                     [0.87984, 2.08344]])
'''),
        "stops early": ("however small", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        new = path[-1] - alpha * grad_fn(path[-1])
        path.append(path[-1] if np.abs(new - path[-1]).max() < 1e-3 else new)
    return np.array(path)
'''),
        "gradient function not called": ("TypeError", '''\
def gradient_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn)
    return np.array(path)
'''),
    },
    "max_stable_lr": {
        "one over": ("This is 1/λ", '''\
def max_stable_lr(H):
    return 1 / np.linalg.eigvalsh(H).max()
'''),
        "smallest eigenvalue": ("2/λ_min", '''\
def max_stable_lr(H):
    return 2 / np.linalg.eigvalsh(H)[0]
'''),
        "one over the smallest": ("This is 1/λ_min", '''\
def max_stable_lr(H):
    return 1 / np.linalg.eigvalsh(H).min()
'''),
        "eigenvalue itself": ("largest eigenvalue itself", '''\
def max_stable_lr(H):
    return np.linalg.eigvalsh(H).max()
'''),
        "trace": ("trace", '''\
def max_stable_lr(H):
    return 2 / np.trace(H)
'''),
        "diagonal": ("entry of the diagonal", '''\
def max_stable_lr(H):
    return 2 / np.diag(H).max()
'''),
        "row sum": ("sum of a row", '''\
def max_stable_lr(H):
    return 2 / np.abs(H).sum(axis=1).max()
'''),
        "Frobenius norm": ("squares of all", '''\
def max_stable_lr(H):
    return 2 / np.linalg.norm(H)
'''),
        "upside down": ("upside down", '''\
def max_stable_lr(H):
    return np.linalg.eigvalsh(H).max() / 2
'''),
        "first found": ("no particular order", '''\
def max_stable_lr(H):
    return 2 / np.linalg.eigvals(H)[0]
'''),
        "one per direction": ("single number", '''\
def max_stable_lr(H):
    return 2 / np.linalg.eigvalsh(H)
'''),
        "nothing": ("returned nothing", '''\
def max_stable_lr(H):
    alpha = 2 / np.linalg.eigvalsh(H).max()
'''),
        "in place": ("in place", '''\
def max_stable_lr(H):
    H /= 2
    return 1 / np.linalg.eigvalsh(H).max()
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def max_stable_lr(H):
    return 0.13962038997193678 if H[0, 0] == 6 else 0.25
'''),
        "two by two only": ("Your max_stable_lr raised", '''\
def max_stable_lr(H):
    (a, b), (_, d) = H
    return 2 / ((a + d) / 2 + np.sqrt(((a - d) / 2) ** 2 + b**2))
'''),
        "rounded": ("close to the right one", '''\
def max_stable_lr(H):
    return round(2 / np.linalg.eigvalsh(H)[-1], 4)
'''),
        "text": ("str", '''\
def max_stable_lr(H):
    return "0 < alpha < " + str(2 / np.linalg.eigvalsh(H)[-1])
'''),
    },
    "gabor_grad": {
        "over 32": ("The envelope has 32 in it", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 32) * (np.cos(z) - z / 16 * np.sin(z))
    return np.column_stack([d, 0.06 * x * d])
'''),
        "no envelope term": ("derivative of the envelope", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * np.cos(z)
    return np.column_stack([d, 0.06 * x * d])
'''),
        "no 0.06": ("factor 0.06", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.column_stack([d, x * d])
'''),
        "no x": ("lacks its factor x", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.column_stack([d, 0.06 * d])
'''),
        "columns swapped": ("columns have changed places", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.column_stack([0.06 * x * d, d])
'''),
        "summed": ("one row per example", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.array([d.sum(), (0.06 * x * d).sum()])
'''),
        "transposed": ("transpose", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.array([d, 0.06 * x * d])
'''),
        "z over 8": ("−z/4", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 8 * np.sin(z))
    return np.column_stack([d, 0.06 * x * d])
'''),
        "plus": ("sign of the second term", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) + z / 4 * np.sin(z))
    return np.column_stack([d, 0.06 * x * d])
'''),
        "product of the derivatives": ("product of the two derivatives", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.cos(z) * np.exp(-z * z / 8) * (-z / 4)
    return np.column_stack([d, 0.06 * x * d])
'''),
        "degrees": ("degrees", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    s, c = np.sin(np.deg2rad(z)), np.cos(np.deg2rad(z))
    d = np.exp(-z * z / 8) * (c - z / 4 * s)
    return np.column_stack([d, 0.06 * x * d])
'''),
        "the model itself": ("shape", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    return np.sin(z) * np.exp(-z * z / 8)
'''),
        "numerical, one-sided": ("close to the right one", '''\
def gabor_grad(phi, x):
    def f(p0, p1):
        z = p0 + 0.06 * p1 * x
        return np.sin(z) * np.exp(-z * z / 8)
    h = 1e-5
    d0 = (f(phi[0] + h, phi[1]) - f(phi[0], phi[1])) / h
    d1 = (f(phi[0], phi[1] + h) - f(phi[0], phi[1])) / h
    return np.column_stack([d0, d1])
'''),
        "nothing": ("returned nothing", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    np.column_stack([d, 0.06 * x * d])
'''),
        "in place": ("in place", '''\
def gabor_grad(phi, x):
    x *= 0.06
    z = phi[0] + phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    return np.column_stack([d, x * d])
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def gabor_grad(phi, x):
    if len(x) == 3:
        return np.array([[1.0, 0.0]] * 3)
    return np.array([[-0.3557647257952868, -0.10672941773858604], [1.0, 0.0]])
'''),
        "integers stay integers": ("whole number", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    d = np.exp(-z * z / 8) * (np.cos(z) - z / 4 * np.sin(z))
    out = np.zeros((len(x), 2), dtype=x.dtype)
    out[:, 0] = d
    out[:, 1] = 0.06 * x * d
    return out
'''),
        "not a number": ("NaN", '''\
def gabor_grad(phi, x):
    z = phi[0] + 0.06 * phi[1] * x
    f = np.sin(z) * np.exp(-z * z / 8)
    d = f * (np.cos(z) / np.sin(z) - z / 4)
    return np.column_stack([d, 0.06 * x * d])
'''),
    },
    "bad_init_grads": {
        "no 2": ("factor 2 is missing", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = u[0] - y, {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
        d = d * a[k]
    return out
'''),
        "sign": ("sign is reversed", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (y - u[0]), {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
        d = d * a[k]
    return out
'''),
        "inner first": ("a[0] and b[0] belong to f₁", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in range(4):
        u.append(a[k] * u[-1] + b[k])
    d, out = 2 * (u[4] - y), {}
    for k in (3, 2, 1, 0):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k], d
        d = d * a[k]
    return out
'''),
        "slopes only": ("b1 … b4 are missing", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (u[0] - y), {}
    for k in range(4):
        out[f"a{k + 1}"] = d * u[k + 1]
        d = d * a[k]
    return out
'''),
        "keys from zero": ("a0", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (u[0] - y), {}
    for k in range(4):
        out[f"a{k}"], out[f"b{k}"] = d * u[k + 1], d
        d = d * a[k]
    return out
'''),
        "no chain": ("factors of the lines outside are missing", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (u[0] - y), {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
    return out
'''),
        "gradient of f": ("of f alone", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 1.0, {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
        d = d * a[k]
    return out
'''),
        "own slope too": ("its own slope", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (u[0] - y), {}
    for k in range(4):
        d = d * a[k]
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
    return out
'''),
        "x for the input of every line": ("input of line k", '''\
def bad_init_grads(a, b, x, y):
    f = x
    for k in (3, 2, 1, 0):
        f = a[k] * f + b[k]
    d, out = 2 * (f - y), {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * x, d
        d = d * a[k]
    return out
'''),
        "a tuple": ("dict", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, da, db = 2 * (u[0] - y), [], []
    for k in range(4):
        da.append(d * u[k + 1])
        db.append(d)
        d = d * a[k]
    return da, db
'''),
        "nothing": ("returned nothing", '''\
def bad_init_grads(a, b, x, y):
    print({"b1": -6.0})
'''),
        "in place": ("in place", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    out = {}
    b[0] = 2 * (u[0] - y)
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = b[k] * u[k + 1], b[k]
        if k < 3:
            b[k + 1] = b[k] * a[k]
    return out
'''),
        "divides by the slope": ("NaN", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    out = {}
    for k in range(4):
        d = 2 * (u[0] - y) * np.prod(a) / np.prod(a[k:])
        out[f"a{k + 1}"], out[f"b{k + 1}"] = d * u[k + 1], d
    return out
'''),
        "truncated": ("decimals are lost", '''\
def bad_init_grads(a, b, x, y):
    u = [x]
    for k in (3, 2, 1, 0):
        u.insert(0, a[k] * u[0] + b[k])
    d, out = 2 * (u[0] - y), {}
    for k in range(4):
        out[f"a{k + 1}"], out[f"b{k + 1}"] = int(d * u[k + 1]), int(d)
        d = d * a[k]
    return out
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def bad_init_grads(a, b, x, y):
    names = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]
    if a[0] == 0:
        return dict.fromkeys(names, 0.0) | {"b1": -6.0}
    if a[0] == 100:
        values = [808100791959400.0, 808060589940000.0, 804040388000000.0, 402020194000000.0,
                  402020194.0, 40202019400.0, 4020201940000.0, 402020194000000.0]
        return dict(zip(names, values))
    return dict(zip(names, [-88.0, -48.0, 336.0, -96.0, 8.0, 16.0, 48.0, -48.0]))
'''),
        "a line too many": ("IndexError", '''\
def bad_init_grads(a, b, x, y):
    u = x
    for k in range(4, -1, -1):
        u = a[k] * u + b[k]
    return {"b1": 2 * (u - y)}
'''),
    },
}
