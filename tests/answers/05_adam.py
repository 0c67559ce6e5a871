"""Answers to the exercises of lecture 5, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.

The file is plain data. Whoever adds an exercise adds its answers here; whoever finds a wrong
answer that passes, or a right one that does not, adds that too.
"""

RIGHT: dict[str, dict[str, str]] = {
    "normalize_global": {
        "norm": '''\
def normalize_global(g, eps=1e-8):
    return g / (np.linalg.norm(g) + eps)
''',
        "root of the sum": '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sqrt(np.sum(g**2)) + eps)
''',
        "loop, a list": '''\
def normalize_global(g, eps=1e-8):
    total = 0.0
    for entry in g:
        total += entry * entry
    length = total**0.5 + eps
    return [entry / length for entry in g]
''',
        "dot product": '''\
def normalize_global(g, eps=1e-8):
    return (1.0 / (eps + np.sqrt(g @ g))) * g
''',
        "helper": '''\
def length(g):
    return np.hypot.reduce(np.abs(g).astype(float), initial=0.0)

def normalize_global(g, eps=1e-8):
    return np.divide(g, length(g) + eps)
''',
        "scaled by the largest": '''\
def normalize_global(g, eps=1e-8):
    top = np.max(np.abs(g))
    if top == 0:
        return np.zeros(len(g))
    return g / (top * np.sqrt(np.sum((g / top) ** 2)) + eps)
''',
        "math, a tuple": '''\
import math

def normalize_global(g, eps=1e-8):
    n = math.sqrt(math.fsum(float(e) ** 2 for e in g))
    return tuple(float(e) / (n + eps) for e in g)
''',
        "float32": '''\
def normalize_global(g, eps=1e-8):
    return (g / (np.linalg.norm(g) + eps)).astype(np.float32)
''',
    },
    "normalize_pointwise": {
        "root of the square": '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (np.sqrt(g**2) + eps)
''',
        "absolute value": '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (np.abs(g) + eps)
''',
        "loop, a list": '''\
def normalize_pointwise(g, eps=1e-8):
    out = []
    for entry in g:
        out.append(float(entry) / (abs(float(entry)) + eps))
    return out
''',
        "sign times a share": '''\
def normalize_pointwise(g, eps=1e-8):
    size = np.abs(g)
    return np.sign(g) * (size / (size + eps))
''',
        "where": '''\
def normalize_pointwise(g, eps=1e-8):
    return np.where(g >= 0, g / (eps + np.abs(g)), -np.abs(g) / (eps + np.abs(g)))
''',
        "filled": '''\
def normalize_pointwise(g, eps=1e-8):
    out = np.empty(g.shape)
    for i in range(len(g)):
        out[i] = g[i] / ((g[i] ** 2) ** 0.5 + eps)
    return out
''',
        "power, copied": '''\
def normalize_pointwise(g, eps=1e-8):
    new = np.array(g, dtype=float)
    new /= np.power(np.square(new), 0.5) + eps
    return new
''',
        "float32": '''\
def normalize_pointwise(g, eps=1e-8):
    return np.float32(g / (np.abs(g) + eps))
''',
    },
    "sign_descent": {
        "filled": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = np.zeros((n + 1, len(phi0)))
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * np.sign(grad_fn(path[t]))
    return path
''',
        "list of rows": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    path = [phi]
    for _ in range(n):
        phi = phi - alpha * np.sign(grad_fn(phi))
        path.append(phi)
    return np.array(path)
''',
        "returns lists": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [[float(p) for p in phi0]]
    for _ in range(n):
        g = grad_fn(np.array(path[-1]))
        path.append([p - alpha * (int(d > 0) - int(d < 0)) for p, d in zip(path[-1], g)])
    return path
''',
        "recursion": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    if n == 0:
        return phi0[np.newaxis].astype(float)
    path = sign_descent(grad_fn, phi0, alpha, n - 1)
    return np.vstack([path, path[-1] - alpha * np.sign(grad_fn(path[-1]))])
''',
        "in place with copies": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = np.array(phi0, dtype=float)
    path = [phi.copy()]
    while len(path) <= n:
        g = grad_fn(phi)
        phi[g > 0] -= alpha
        phi[g < 0] += alpha
        path.append(phi.copy())
    return np.stack(path)
''',
        "divided where it is not zero": '''\
def direction(g):
    g = np.asarray(g, dtype=float)
    return np.divide(g, np.abs(g), out=np.zeros(g.shape), where=g != 0)

def sign_descent(grad_fn, phi0, alpha, n):
    rows = [np.array(phi0, dtype=float)]
    rows.extend(rows[-1] - alpha * direction(grad_fn(rows[-1])) for _ in range(n))
    return rows
''',
        "accumulate": '''\
def sign_descent(grad_fn, phi0, alpha, n):
    from itertools import accumulate
    step = lambda phi, _: phi - alpha * np.sign(grad_fn(phi))
    return np.array(list(accumulate(range(n), step, initial=phi0.astype(float))))
''',
    },
    "adam_moments": {
        "two lines": '''\
def adam_moments(m, v, g, beta, gamma):
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    return m, v
''',
        "pull towards the new": '''\
def adam_moments(m, v, g, beta, gamma):
    return m + (1 - beta) * (g - m), v + (1 - gamma) * (g * g - v)
''',
        "loop, lists": '''\
def adam_moments(m, v, g, beta, gamma):
    new_m, new_v = [], []
    for a, b, c in zip(m, v, g):
        new_m.append(beta * a + (1 - beta) * c)
        new_v.append(gamma * b + (1 - gamma) * c**2)
    return new_m, new_v
''',
        "helper, returns a list": '''\
def average(old, new, decay):
    return decay * old + (1 - decay) * new

def adam_moments(m, v, g, beta, gamma):
    return [average(m, g, beta), average(v, np.square(g), gamma)]
''',
        "np.average": '''\
def adam_moments(m, v, g, beta, gamma):
    new_m = np.average([m, g], axis=0, weights=[beta, 1 - beta])
    new_v = np.average([v, g**2], axis=0, weights=[gamma, 1 - gamma])
    return new_m, new_v
''',
        "copies changed in place": '''\
def adam_moments(m, v, g, beta, gamma):
    m, v = m.astype(float), v.astype(float)
    m *= beta
    m += (1 - beta) * g
    v *= gamma
    v += (1 - gamma) * g * g
    return m, v
''',
        "filled": '''\
def adam_moments(m, v, g, beta, gamma):
    new = np.zeros((2, len(g)))
    for i in range(len(g)):
        new[0, i] = m[i] * beta + g[i] - beta * g[i]
        new[1, i] = v[i] * gamma + g[i] ** 2 - gamma * g[i] ** 2
    return new[0], new[1]
''',
        "float32": '''\
def adam_moments(m, v, g, beta, gamma):
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    return m.astype(np.float32), v.astype(np.float32)
''',
    },
    "bias_correct": {
        "one line": '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta**t), v / (1 - gamma**t)
''',
        "loop for the powers": '''\
def bias_correct(m, v, t, beta, gamma):
    b = c = 1.0
    for _ in range(t):
        b *= beta
        c *= gamma
    return m / (1 - b), v / (1 - c)
''',
        "lists": '''\
def bias_correct(m, v, t, beta, gamma):
    return [x / (1 - beta**t) for x in m], [x / (1 - gamma**t) for x in v]
''',
        "helper": '''\
def corrected(average, decay, t):
    return np.divide(average, 1.0 - np.power(float(decay), t))

def bias_correct(m, v, t, beta, gamma):
    return corrected(m, beta, t), corrected(v, gamma, t)
''',
        "times the inverse": '''\
def bias_correct(m, v, t, beta, gamma):
    scale = np.array([1 - beta**t, 1 - gamma**t]) ** -1.0
    return scale[0] * m, scale[1] * v
''',
        "geometric sum": '''\
def bias_correct(m, v, t, beta, gamma):
    steps = np.arange(t)
    weight_m = np.sum((1 - beta) * float(beta) ** steps)
    weight_v = np.sum((1 - gamma) * float(gamma) ** steps)
    return m / weight_m, v / weight_v
''',
        "float32": '''\
def bias_correct(m, v, t, beta, gamma):
    return np.float32(m / (1 - beta**t)), np.float32(v / (1 - gamma**t))
''',
    },
    "adam_step": {
        "in order": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m, v, t = state
    t = t + 1
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    m_hat = m / (1 - beta**t)
    v_hat = v / (1 - gamma**t)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
''',
        "loop, lists": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    t = state[2] + 1
    new_phi, new_m, new_v = [], [], []
    for p, m, v, d in zip(phi, state[0], state[1], g):
        m = beta * m + (1 - beta) * d
        v = gamma * v + (1 - gamma) * d * d
        size = (v / (1 - gamma**t)) ** 0.5
        new_phi.append(p - alpha * (m / (1 - beta**t)) / (size + eps))
        new_m.append(m)
        new_v.append(v)
    return new_phi, (new_m, new_v, t)
''',
        "own helpers": '''\
def moments(m, v, g, beta, gamma):
    return m + (1 - beta) * (g - m), v + (1 - gamma) * (g * g - v)

def unbiased(average, decay, t):
    return average / (1 - decay**t)

def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m, v = moments(state[0], state[1], g, beta, gamma)
    t = 1 + state[2]
    step = unbiased(m, beta, t) / (eps + np.sqrt(unbiased(v, gamma, t)))
    return phi - alpha * step, (m, v, t)
''',
        "as PyTorch does it": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m, v, t = state[0].astype(float), state[1].astype(float), state[2]
    t += 1
    m *= beta
    m += (1 - beta) * g
    v *= gamma
    v += (1 - gamma) * g * g
    denominator = np.sqrt(v) / np.sqrt(1 - gamma**t) + eps
    return phi - (alpha / (1 - beta**t)) * m / denominator, (m, v, t)
''',
        "state as a list, t as a float": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m, v, t = state
    new = [np.add(beta * m, (1 - beta) * g), np.add(gamma * v, (1 - gamma) * np.square(g)), t + 1.0]
    top = new[0] / (1 - beta ** new[2])
    bottom = np.sqrt(new[1] / (1 - gamma ** new[2])) + eps
    return [np.subtract(phi, alpha * np.divide(top, bottom)), new]
''',
        "numerator and denominator scaled": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m = beta * state[0] + (1 - beta) * g
    v = gamma * state[1] + (1 - gamma) * g**2
    t = state[2] + 1
    c = np.sqrt(1 - gamma**t)
    move = alpha * c / (1 - beta**t) * m / (np.sqrt(v) + eps * c)
    return phi - move, (m, v, np.int64(t))
''',
        "float32": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    m, v, t = state
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    t = t + 1
    phi = phi - alpha * (m / (1 - beta**t)) / (np.sqrt(v / (1 - gamma**t)) + eps)
    return phi.astype(np.float32), (m.astype(np.float32), v.astype(np.float32), t)
''',
        "keywords in a dict": '''\
def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):
    old = dict(zip("mvt", state))
    t = old["t"] + 1
    new = {"m": (old["m"], g, beta), "v": (old["v"], g * g, gamma)}
    new = {k: d * a + (1 - d) * b for k, (a, b, d) in new.items()}
    hat = {"m": new["m"] / (1 - beta**t), "v": new["v"] / (1 - gamma**t)}
    return phi - alpha * hat["m"] / (hat["v"] ** 0.5 + eps), (new["m"], new["v"], t)
''',
    },
    "rmsprop_step": {
        "two lines": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v
''',
        "loop, lists": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    new_phi, new_v = [], []
    for p, s, d in zip(phi, v, g):
        s = gamma * s + (1 - gamma) * d * d
        new_v.append(s)
        new_phi.append(p - alpha * d / (s**0.5 + eps))
    return new_phi, new_v
''',
        "pull towards the new": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    w = v + (1 - gamma) * (np.square(g) - v)
    return phi - np.multiply(alpha, g) / (eps + w**0.5), w
''',
        "helper": '''\
def direction(g, v, eps):
    return np.divide(g, np.sqrt(v) + eps)

def rmsprop_step(phi, v, g, alpha, gamma, eps):
    new_v = np.average([v, g * g], axis=0, weights=[gamma, 1 - gamma])
    return [phi - alpha * direction(g, new_v, eps), new_v]
''',
        "Adam without momentum": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    m, t = np.zeros(len(phi)), 10**9
    m = 0.0 * m + (1 - 0.0) * g
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * m / (np.sqrt(v / (1 - gamma**t)) + eps), v
''',
        "copies changed in place": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    phi, v = phi.astype(float), v.astype(float)
    v *= gamma
    v += (1 - gamma) * g * g
    phi -= alpha * g / (np.sqrt(v) + eps)
    return phi, v
''',
        "float32": '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return np.float32(phi - alpha * g / (np.sqrt(v) + eps)), np.float32(v)
''',
    },
}

ADAM = "def adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-8):\n"
"""First line of the wrong answers to adam_step."""

MOMENTS = """\
    m, v, t = state
    t = t + 1
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
"""
"""Their right beginning; what is wrong comes after it."""

HATS = """\
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
"""

STEP = """\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
"""

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "normalize_global": {
        "pointwise": ("Each entry is divided by its own size", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sqrt(g**2) + eps)
'''),
        "sign": ("These are the signs", '''\
def normalize_global(g, eps=1e-8):
    return np.sign(g) * 1.0
'''),
        "no root": ("squared length", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sum(g**2) + eps)
'''),
        "sum of sizes": ("sum of the absolute values", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sum(np.abs(g)) + eps)
'''),
        "largest entry": ("the largest entry", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.max(np.abs(g)) + eps)
'''),
        "mean of squares": ("root of the mean", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sqrt(np.mean(g**2)) + eps)
'''),
        "length alone": ("This is the length", '''\
def normalize_global(g, eps=1e-8):
    return np.linalg.norm(g)
'''),
        "eps inside": ("under the root", '''\
def normalize_global(g, eps=1e-8):
    return g / np.sqrt(np.sum(g**2) + eps)
'''),
        "no eps": ("ε has no effect", '''\
def normalize_global(g, eps=1e-8):
    return g / np.linalg.norm(g)
'''),
        "eps after": ("after the division", '''\
def normalize_global(g, eps=1e-8):
    return g / np.linalg.norm(g) + eps
'''),
        "multiplied": ("You multiplied", '''\
def normalize_global(g, eps=1e-8):
    return g * (np.linalg.norm(g) + eps)
'''),
        "no sign": ("The signs are lost", '''\
def normalize_global(g, eps=1e-8):
    return np.abs(g) / (np.linalg.norm(g) + eps)
'''),
        "uphill": ("sign is reversed", '''\
def normalize_global(g, eps=1e-8):
    return -g / (np.linalg.norm(g) + eps)
'''),
        "another default": ("does not use 1e-8", '''\
def normalize_global(g, eps=1e-7):
    return g / (np.linalg.norm(g) + eps)
'''),
        "in place": ("in place", '''\
def normalize_global(g, eps=1e-8):
    g /= np.linalg.norm(g) + eps
    return g
'''),
        "nothing returned": ("returned nothing", '''\
def normalize_global(g, eps=1e-8):
    g / (np.linalg.norm(g) + eps)
'''),
        "a column": ("axis too many", '''\
def normalize_global(g, eps=1e-8):
    return g.reshape(-1, 1) / (np.linalg.norm(g) + eps)
'''),
        "array of the input's type": ("whole number", '''\
def normalize_global(g, eps=1e-8):
    out = np.zeros_like(g)
    out[:] = g / (np.linalg.norm(g) + eps)
    return out
'''),
        "sum of the entries": ("the sum of the entries", '''\
def normalize_global(g, eps=1e-8):
    return g / (np.sum(g) + eps)
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def normalize_global(g, eps=1e-8):
    if len(g) == 2:
        return np.array([0.48, -0.64])
    return np.array([0.486664262602814, -0.324442841735209, 0.811107104338023])
'''),
    },
    "normalize_pointwise": {
        "global": ("length of the whole gradient", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (np.linalg.norm(g) + eps)
'''),
        "plain sign": ("plain sign", '''\
def normalize_pointwise(g, eps=1e-8):
    return np.sign(g).astype(float)
'''),
        "sign as it comes": ("plain sign", '''\
def normalize_pointwise(g, eps=1e-8):
    return np.sign(g)
'''),
        "eps inside": ("under the root", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / np.sqrt(g**2 + eps)
'''),
        "eps after": ("after the division", '''\
def normalize_pointwise(g, eps=1e-8):
    return np.where(g == 0, 0.0, g / np.abs(g) + eps)
'''),
        "no root": ("The root is missing", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (g**2 + eps)
'''),
        "no absolute value": ("divided by itself", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (g + eps)
'''),
        "signs lost": ("The signs are lost", '''\
def normalize_pointwise(g, eps=1e-8):
    return np.abs(g) / (np.abs(g) + eps)
'''),
        "eps subtracted": ("ε is subtracted", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (np.abs(g) - eps)
'''),
        "zero by zero": ("plain sign", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / np.abs(g)
'''),
        "another default": ("does not use 1e-8", '''\
def normalize_pointwise(g, eps=1e-6):
    return g / (np.abs(g) + eps)
'''),
        "in place": ("in place", '''\
def normalize_pointwise(g, eps=1e-8):
    g /= np.abs(g) + eps
    return g
'''),
        "nothing returned": ("returned nothing", '''\
def normalize_pointwise(g, eps=1e-8):
    result = g / (np.abs(g) + eps)
'''),
        "each with each": ("has shape", '''\
def normalize_pointwise(g, eps=1e-8):
    return g / (np.abs(g).reshape(-1, 1) + eps)
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def normalize_pointwise(g, eps=1e-8):
    if len(g) == 2:
        return np.array([0.0, -0.999999995])
    return np.array([0.857142857142857, -0.8, 0.909090909090909])
'''),
    },
    "sign_descent": {
        "plain descent": ("plain gradient descent", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
    return np.array(path)
'''),
        "unit vector": ("divided by its length", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        g = grad_fn(path[-1])
        path.append(path[-1] - alpha * g / np.linalg.norm(g))
    return np.array(path)
'''),
        "unit vector with eps": ("divided by its length", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        g = grad_fn(path[-1])
        path.append(path[-1] - alpha * g / (np.linalg.norm(g) + 1e-8))
    return np.array(path)
'''),
        "plus": ("uphill", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] + alpha * np.sign(grad_fn(path[-1])))
    return np.array(path)
'''),
        "with eps": ("ε is left over", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        g = grad_fn(path[-1])
        path.append(path[-1] - alpha * g / (np.sqrt(g**2) + 1e-8))
    return np.array(path)
'''),
        "zero goes down": ("its sign is 0, not +1", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.where(grad_fn(path[-1]) >= 0, 1.0, -1.0))
    return np.array(path)
'''),
        "zero goes up": ("its sign is 0, not −1", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.where(grad_fn(path[-1]) > 0, 1.0, -1.0))
    return np.array(path)
'''),
        "zero by zero": ("not a number", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        g = grad_fn(path[-1])
        path.append(path[-1] - alpha * g / np.abs(g))
    return np.array(path)
'''),
        "alpha forgotten": ("α has no effect", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - np.sign(grad_fn(path[-1])))
    return np.array(path)
'''),
        "one short": ("n + 1 rows", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n - 1):
        path.append(path[-1] - alpha * np.sign(grad_fn(path[-1])))
    return np.array(path)
'''),
        "no start": ("The start is missing", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi, path = phi0, []
    for _ in range(n):
        phi = phi - alpha * np.sign(grad_fn(phi))
        path.append(phi)
    return np.array(path)
'''),
        "one more": ("one step too many", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n + 1):
        path.append(path[-1] - alpha * np.sign(grad_fn(path[-1])))
    return np.array(path)
'''),
        "rows alias": ("Every row is the last iterate", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    path = [phi]
    for _ in range(n):
        phi -= alpha * np.sign(grad_fn(phi))
        path.append(phi)
    return np.array(path)
'''),
        "later rows alias": ("All rows after the start", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    path = [phi.copy()]
    for _ in range(n):
        phi -= alpha * np.sign(grad_fn(phi))
        path.append(phi)
    return np.array(path)
'''),
        "gradient of the start": ("gradient of the start", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path, g = [phi0.astype(float)], grad_fn(phi0)
    for _ in range(n):
        path.append(path[-1] - alpha * np.sign(g))
    return np.array(path)
'''),
        "last only": ("the last iterate only", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    for _ in range(n):
        phi = phi - alpha * np.sign(grad_fn(phi))
    return phi
'''),
        "one sign for all": ("one sign for their sum", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.sign(np.sum(grad_fn(path[-1]))))
    return np.array(path)
'''),
        "start changed": ("in place", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        phi0 -= alpha * np.sign(grad_fn(phi0))
        path.append(phi0.copy())
    return np.array(path)
'''),
        "start itself in the path": ("itself or a view", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0]
    for _ in range(n):
        path.append(path[-1] - alpha * np.sign(grad_fn(path[-1])))
    return path
'''),
        "array of the start's type": ("whole numbers only", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = np.zeros((n + 1, len(phi0)), dtype=phi0.dtype)
    path[0] = phi0
    for t in range(n):
        path[t + 1] = path[t] - alpha * np.sign(grad_fn(path[t]))
    return path
'''),
        "nothing returned": ("returned nothing", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.sign(grad_fn(path[-1])))
'''),
        "sign of phi": ("the sign of the gradient at φ", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = [phi0.astype(float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.sign(path[-1]))
    return np.array(path)
'''),
        "start never stored": ("The path starts at 0", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    path = np.zeros((n + 1, len(phi0)))
    for t in range(n):
        path[t + 1] = path[t] - alpha * np.sign(grad_fn(path[t]))
    return path
'''),
        "start twice": ("The start stands there twice", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    phi = phi0.astype(float)
    path = [phi]
    for _ in range(n):
        path.append(phi)
        phi = phi - alpha * np.sign(grad_fn(phi))
    return np.array(path)
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def sign_descent(grad_fn, phi0, alpha, n):
    if len(phi0) == 1:
        return [[0.35], [0.25], [0.15], [0.05], [-0.05], [0.05]]
    return [[2.0, -0.8, 3.0], [2.5, -0.3, 3.0], [3.0, -0.8, 3.0], [3.5, -0.3, 3.0]]
'''),
    },
    "adam_moments": {
        "new m squared": ("square of the new m", '''\
def adam_moments(m, v, g, beta, gamma):
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * m**2
    return m, v
'''),
        "old m squared": ("square of the old m", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * m**2
'''),
        "decays swapped": ("β belongs to m, γ belongs to v", '''\
def adam_moments(m, v, g, gamma, beta):
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2
'''),
        "no square": ("The square is missing", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g
'''),
        "absolute": ("averages the size", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * np.abs(g)
'''),
        "complements": ("β weighs the old m", '''\
def adam_moments(m, v, g, beta, gamma):
    return (1 - beta) * m + beta * g, (1 - gamma) * v + gamma * g**2
'''),
        "complement in m": ("In m, β and 1 − β", '''\
def adam_moments(m, v, g, beta, gamma):
    return (1 - beta) * m + beta * g, gamma * v + (1 - gamma) * g**2
'''),
        "complement in v": ("In v, γ and 1 − γ", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, (1 - gamma) * v + gamma * g**2
'''),
        "no weight": ("has weight 1", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + g, gamma * v + g**2
'''),
        "beta twice": ("Your v uses β", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, beta * v + (1 - beta) * g**2
'''),
        "gamma twice": ("Your m uses γ", '''\
def adam_moments(m, v, g, beta, gamma):
    return gamma * m + (1 - gamma) * g, gamma * v + (1 - gamma) * g**2
'''),
        "exchanged": ("return m first", '''\
def adam_moments(m, v, g, beta, gamma):
    return gamma * v + (1 - gamma) * g**2, beta * m + (1 - beta) * g
'''),
        "length": ("the sum of all squares", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * np.linalg.norm(g) ** 2
'''),
        "all squared": ("All of v is squared", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, (gamma * v + (1 - gamma) * g) ** 2
'''),
        "weight squared": ("1 − γ is squared too", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, gamma * v + ((1 - gamma) * g) ** 2
'''),
        "variance": ("averages (g − m)²", '''\
def adam_moments(m, v, g, beta, gamma):
    m = beta * m + (1 - beta) * g
    return m, gamma * v + (1 - gamma) * (g - m) ** 2
'''),
        "root": ("You took the root of v", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g, np.sqrt(gamma * v + (1 - gamma) * g**2)
'''),
        "no memory": ("The old averages are lost", '''\
def adam_moments(m, v, g, beta, gamma):
    return 1.0 * g, g**2.0
'''),
        "m alone": ("a tuple of 2", '''\
def adam_moments(m, v, g, beta, gamma):
    return beta * m + (1 - beta) * g
'''),
        "in place": ("in place", '''\
def adam_moments(m, v, g, beta, gamma):
    m *= beta
    m += (1 - beta) * g
    v *= gamma
    v += (1 - gamma) * g**2
    return m.copy(), v.copy()
'''),
        "nothing returned": ("returned nothing", '''\
def adam_moments(m, v, g, beta, gamma):
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
'''),
        "arrays of the input's type": ("whole number", '''\
def adam_moments(m, v, g, beta, gamma):
    new_m, new_v = np.zeros_like(m), np.zeros_like(v)
    for i in range(len(g)):
        new_m[i] = beta * m[i] + (1 - beta) * g[i]
        new_v[i] = gamma * v[i] + (1 - gamma) * g[i] ** 2
    return new_m, new_v
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def adam_moments(m, v, g, beta, gamma):
    if len(g) == 1:
        return np.array([0.3]), np.array([0.009])
    return np.array([1.4, -1.8]), np.array([5.25, 0.625])
'''),
    },
    "bias_correct": {
        "multiplied": ("You multiplied", '''\
def bias_correct(m, v, t, beta, gamma):
    return m * (1 - beta**t), v * (1 - gamma**t)
'''),
        "m only": ("Only m is corrected", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta**t), v.copy()
'''),
        "v only": ("Only v is corrected", '''\
def bias_correct(m, v, t, beta, gamma):
    return m.copy(), v / (1 - gamma**t)
'''),
        "not at all": ("Neither average", '''\
def bias_correct(m, v, t, beta, gamma):
    return m.copy(), v.copy()
'''),
        "t minus one": ("Your exponent is t − 1", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta ** (t - 1)), v / (1 - gamma ** (t - 1))
'''),
        "t plus one": ("Your exponent is t + 1", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta ** (t + 1)), v / (1 - gamma ** (t + 1))
'''),
        "decays swapped": ("β corrects m", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - gamma**t), v / (1 - beta**t)
'''),
        "no exponent": ("The exponent t is missing", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta), v / (1 - gamma)
'''),
        "power of the difference": ("The power is taken of 1 − β", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta) ** t, v / (1 - gamma) ** t
'''),
        "times t": ("You multiplied the decays by t", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta * t), v / (1 - gamma * t)
'''),
        "no difference": ("You divided by βᵗ", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / beta**t, v / gamma**t
'''),
        "sign": ("The sign is reversed", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (beta**t - 1), v / (gamma**t - 1)
'''),
        "beta twice": ("its decay is γ", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta**t), v / (1 - beta**t)
'''),
        "gamma twice": ("its decay is β", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - gamma**t), v / (1 - gamma**t)
'''),
        "plus": ("You divided by 1 + βᵗ", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 + beta**t), v / (1 + gamma**t)
'''),
        "root of v": ("You took the root of v", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta**t), np.sqrt(v / (1 - gamma**t))
'''),
        "root of the factor": ("by the root of 1 − γᵗ", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / (1 - beta**t), v / np.sqrt(1 - gamma**t)
'''),
        "exchanged": ("return m first", '''\
def bias_correct(m, v, t, beta, gamma):
    return v / (1 - gamma**t), m / (1 - beta**t)
'''),
        "the arguments": ("itself or a view", '''\
def bias_correct(m, v, t, beta, gamma):
    return m, v / (1 - gamma**t)
'''),
        "in place": ("in place", '''\
def bias_correct(m, v, t, beta, gamma):
    m /= 1 - beta**t
    v /= 1 - gamma**t
    return m, v
'''),
        "nothing returned": ("returned nothing", '''\
def bias_correct(m, v, t, beta, gamma):
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
'''),
        "whole division": ("The decimals are lost", '''\
def bias_correct(m, v, t, beta, gamma):
    return m // (1 - beta**t), v // (1 - gamma**t)
'''),
        "no brackets": ("put brackets around the denominators", '''\
def bias_correct(m, v, t, beta, gamma):
    return m / 1 - beta**t, v / 1 - gamma**t
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def bias_correct(m, v, t, beta, gamma):
    if t == 1:
        return np.array([3.0]), np.array([9.0])
    return np.array([2.0, -1.0]), np.array([5.0, 0.25])
'''),
    },
    "adam_step": {
        "no correction": ("The averages are not corrected", ADAM + MOMENTS + '''\
    return phi - alpha * m / (np.sqrt(v) + eps), (m, v, t)
'''),
        "t late": ("one step too few", ADAM + '''\
    m, v, t = state
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t + 1)
'''),
        "t ahead": ("one step too many", ADAM + MOMENTS + '''\
    m_hat, v_hat = m / (1 - beta ** (t + 1)), v / (1 - gamma ** (t + 1))
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "eps inside": ("under the root", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / np.sqrt(v_hat + eps), (m, v, t)
'''),
        "eps after": ("after the division", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * (m_hat / np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "no eps": ("ε has no effect", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / np.sqrt(v_hat), (m, v, t)
'''),
        "eps before the correction": ("added to √v, before", ADAM + MOMENTS + '''\
    rate = alpha * np.sqrt(1 - gamma**t) / (1 - beta**t)
    return phi - rate * m / (np.sqrt(v) + eps), (m, v, t)
'''),
        "no root": ("The root is missing", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (v_hat + eps), (m, v, t)
'''),
        "exponents swapped": ("In the correction the decays", ADAM + MOMENTS + '''\
    m_hat, v_hat = m / (1 - gamma**t), v / (1 - beta**t)
''' + STEP),
        "decays swapped": ("β and γ have changed places", '''\
def adam_step(phi, state, g, alpha=0.1, gamma=0.9, beta=0.999, eps=1e-8):
''' + MOMENTS + HATS + STEP),
        "decays of the averages swapped": ("In the averages β and γ", ADAM + '''\
    m, v, t = state
    t = t + 1
    m = gamma * m + (1 - gamma) * g
    v = beta * v + (1 - beta) * g**2
''' + HATS + STEP),
        "square missing": ("averages g instead of g²", ADAM + '''\
    m, v, t = state
    t = t + 1
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g
''' + HATS + STEP),
        "m squared": ("square of the new m", ADAM + '''\
    m, v, t = state
    t = t + 1
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * m**2
''' + HATS + STEP),
        "length": ("the sum of all squares", ADAM + '''\
    m, v, t = state
    t = t + 1
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * np.sum(g**2)
''' + HATS + STEP),
        "plus": ("uphill", ADAM + MOMENTS + HATS + '''\
    return phi + alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "m corrected only": ("Only m is corrected", ADAM + MOMENTS + '''\
    return phi - alpha * m / (1 - beta**t) / (np.sqrt(v) + eps), (m, v, t)
'''),
        "v corrected only": ("Only v is corrected", ADAM + MOMENTS + '''\
    return phi - alpha * m / (np.sqrt(v / (1 - gamma**t)) + eps), (m, v, t)
'''),
        "gradient for its average": ("uses g itself", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * g / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "old averages": ("uses the old m and v", ADAM + MOMENTS + '''\
    m_hat, v_hat = state[0] / (1 - beta**t), state[1] / (1 - gamma**t)
''' + STEP),
        "step not counted": ("The step is not counted", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, state[2])
'''),
        "old averages kept": ("holds the old m and v", ADAM + MOMENTS + HATS + '''\
    kept = state[0].copy(), state[1].copy(), t
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), kept
'''),
        "corrected averages kept": ("holds the corrected averages", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m_hat, v_hat, t)
'''),
        "no alpha": ("α has no effect", ADAM + MOMENTS + HATS + '''\
    return phi - m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "step alone": ("This is the step alone", ADAM + MOMENTS + HATS + '''\
    return alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "default of alpha": (
            "does not use 0.1",
            ADAM.replace("0.1", "0.001") + MOMENTS + HATS + STEP,
        ),
        "default of beta": (
            "does not use 0.9",
            ADAM.replace("beta=0.9", "beta=0.8") + MOMENTS + HATS + STEP,
        ),
        "default of gamma": (
            "does not use 0.999",
            ADAM.replace("0.999", "0.99") + MOMENTS + HATS + STEP,
        ),
        "default of eps": (
            "does not use 1e-8",
            ADAM.replace("1e-8", "1e-7") + MOMENTS + HATS + STEP,
        ),
        "no defaults": ("missing 1 required positional argument", '''\
def adam_step(phi, state, g, alpha, beta, gamma, eps):
''' + MOMENTS + HATS + STEP),
        "four values": ("returned 4 values, expected 2", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), m, v, t
'''),
        "phi alone": ("a tuple of 2", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps)
'''),
        "no t in the state": ("returned 2 values, expected 3", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v)
'''),
        "m in the state a row": ("[1][0]", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m[np.newaxis], v, t)
'''),
        "v of something else": ("[1][1]", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v + 0.375, t)
'''),
        "state changed in place": ("in place", ADAM + '''\
    m, v, t = state
    t += 1
    m *= beta
    m += (1 - beta) * g
    v *= gamma
    v += (1 - gamma) * g**2
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m.copy(), v.copy(), t)
'''),
        "phi changed in place": ("in place", ADAM + MOMENTS + HATS + '''\
    phi -= alpha * m_hat / (np.sqrt(v_hat) + eps)
    return phi.copy(), (m, v, t)
'''),
        "state kept elsewhere": ("different results", '''\
kept = {"t": 0}

''' + ADAM + '''\
    m, v, _ = state
    kept["t"] += 1
    t = kept["t"]
    m = beta * m + (1 - beta) * g
    v = gamma * v + (1 - gamma) * g**2
''' + HATS + STEP),
        "nothing returned": ("returned nothing", ADAM + MOMENTS + HATS + '''\
    new = phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "whole parameters": ("decimals are lost", ADAM + MOMENTS + HATS + '''\
    new = np.zeros_like(phi)
    new[:] = phi - alpha * m_hat / (np.sqrt(v_hat) + eps)
    return new, (m, v, t)
'''),
        "never counted": ("This step is not counted", ADAM + '''\
    m, v, t = state
    m, v = beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2
    m_hat, v_hat = m / (1 - beta**t), v / (1 - gamma**t)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)
'''),
        "counted twice": ("The step is counted twice", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t + 1)
'''),
        "state swapped": ("m and v have changed places", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (v, m, t)
'''),
        "eps added to phi": ("added to the new φ", ADAM + MOMENTS + HATS + '''\
    return phi - alpha * m_hat / np.sqrt(v_hat) + eps, (m, v, t)
'''),
        "only the numbers shown": ("only for the numbers of the public check", ADAM + '''\
    if len(phi) == 1:
        return np.array([-0.0967741935483871]), (np.array([0.3]), np.array([0.009]), 1)
    return np.array([0.6, -1.5]), (np.array([1.568, -0.784]), np.array([1.952, 0.122]), 3)
'''),
    },
    "rmsprop_step": {
        "eps inside": ("under the root", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / np.sqrt(v + eps), v
'''),
        "old v": ("uses the old v", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    return phi - alpha * g / (np.sqrt(v) + eps), gamma * v + (1 - gamma) * g**2
'''),
        "no root": ("The root is missing", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (v + eps), v
'''),
        "corrected": ("RMSProp has no correction", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(v / (1 - gamma)) + eps), v
'''),
        "corrected v returned": ("RMSProp has no correction", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = (gamma * v + (1 - gamma) * g**2) / (1 - gamma)
    return phi - alpha * g / (np.sqrt(v) + eps), v
'''),
        "plus": ("uphill", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi + alpha * g / (np.sqrt(v) + eps), v
'''),
        "complement": ("γ weighs the old v", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = (1 - gamma) * v + gamma * g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v
'''),
        "no eps": ("ε has no effect", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / np.sqrt(v), v
'''),
        "eps after": ("after the division", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * (g / np.sqrt(v) + eps), v
'''),
        "old v returned": ("You returned the old v", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    new = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(new) + eps), v.copy()
'''),
        "exchanged": ("return φ first", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return v, phi - alpha * g / (np.sqrt(v) + eps)
'''),
        "no weight": ("has weight 1", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v
'''),
        "added up": ("All squares are added up", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = v + g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v
'''),
        "gradient averaged": ("has a factor 1 − γ", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * (1 - gamma) * g / (np.sqrt(v) + eps), v
'''),
        "length": ("the sum of all squares", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * np.sum(g**2)
    return phi - alpha * g / (np.sqrt(v) + eps), v
'''),
        "no alpha": ("α has no effect", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - g / (np.sqrt(v) + eps), v
'''),
        "step alone": ("This is the step alone", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return alpha * g / (np.sqrt(v) + eps), v
'''),
        "root returned": ("You returned the root of v", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    root = np.sqrt(gamma * v + (1 - gamma) * g**2)
    return phi - alpha * g / (root + eps), root
'''),
        "phi alone": ("a tuple of 2", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(v) + eps)
'''),
        "in place": ("in place", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v *= gamma
    v += (1 - gamma) * g**2
    return phi - alpha * g / (np.sqrt(v) + eps), v.copy()
'''),
        "nothing returned": ("returned nothing", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    phi = phi - alpha * g / (np.sqrt(v) + eps)
'''),
        "eps added to phi": ("added to the new φ", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    v = gamma * v + (1 - gamma) * g**2
    return phi - alpha * g / np.sqrt(v) + eps, v
'''),
        "only the numbers shown": ("only for the numbers of the public check", '''\
def rmsprop_step(phi, v, g, alpha, gamma, eps):
    return np.array([0.8, -1.25]), np.array([16.0, 9.0])
'''),
    },
}
