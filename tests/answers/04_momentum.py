"""Answers to the exercises of lecture 4, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.
"""

RIGHT: dict[str, dict[str, str]] = {
    "ema": {
        "filled": '''\
def ema(x, beta):
    out = np.empty(len(x))
    m = 0.0
    for t in range(len(x)):
        m = beta * m + (1 - beta) * x[t]
        out[t] = m
    return out
''',
        "a list": '''\
def ema(x, beta):
    averages = [0.0]
    for value in x:
        averages.append(beta * averages[-1] + (1 - beta) * value)
    return averages[1:]
''',
        "matrix of weights": '''\
def ema(x, beta):
    t = np.arange(len(x))
    back = t[:, None] - t
    W = np.where(back >= 0, (1 - beta) * float(beta) ** np.maximum(back, 0), 0.0)
    return W @ x
''',
        "convolution": '''\
def ema(x, beta):
    weights = (1 - beta) * np.power(float(beta), np.arange(len(x)))
    return np.convolve(x, weights)[: len(x)]
''',
        "accumulate": '''\
def ema(x, beta):
    from itertools import accumulate
    return list(accumulate(x, lambda m, v: beta * m + (1 - beta) * v, initial=0.0))[1:]
''',
        "moves toward the new number": '''\
def ema(x, beta):
    m, out = 0.0, np.zeros(x.shape)
    for t, value in enumerate(x):
        m += (1 - beta) * (value - m)
        out[t] = m
    return out
''',
        "recursion": '''\
def last(x, beta):
    return 0.0 if len(x) == 0 else beta * last(x[:-1], beta) + (1 - beta) * x[-1]

def ema(x, beta):
    whole = np.zeros(len(x))
    for t in range(len(x)):
        start = max(0, t - 900)
        whole[t] = last(x[start : t + 1], beta)
    return whole
''',
        "linear system": '''\
def ema(x, beta):
    A = np.eye(len(x)) - beta * np.eye(len(x), k=-1)
    return np.linalg.solve(A, (1 - beta) * x)
''',
        "float32": '''\
def ema(x, beta):
    m, out = 0.0, []
    for value in x:
        m = beta * m + (1 - beta) * value
        out.append(m)
    return np.array(out, dtype=np.float32)
''',
    },
    "momentum_step": {
        "two lines": '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    phi = phi - alpha * m
    return phi, m
''',
        "loop, lists": '''\
def momentum_step(phi, m, g, alpha, beta):
    new_m = [beta * a + (1 - beta) * b for a, b in zip(m, g)]
    return [p - alpha * a for p, a in zip(phi, new_m)], new_m
''',
        "list of two": '''\
def momentum_step(phi, m, g, alpha, beta):
    new_m = m - (1 - beta) * (m - g)
    return [phi - alpha * new_m, new_m]
''',
        "copies changed in place": '''\
def momentum_step(phi, m, g, alpha, beta):
    phi, m = phi.astype(float), m.astype(float)
    m *= beta
    m += (1 - beta) * g
    phi -= alpha * m
    return phi, m
''',
        "helper": '''\
def mix(old, new, share):
    return np.average([old, new], axis=0, weights=[share, 1 - share])

def momentum_step(phi, m, g, alpha, beta):
    m = mix(m, g, beta)
    return np.subtract(phi, np.multiply(alpha, m)), m
''',
        "matrix": '''\
def momentum_step(phi, m, g, alpha, beta):
    A = np.array([[1, -alpha * beta, -alpha * (1 - beta)], [0, beta, 1 - beta]])
    new = A @ np.stack([phi, m, g])
    return new[0].copy(), new[1].copy()
''',
        "filled": '''\
def momentum_step(phi, m, g, alpha, beta):
    a, b = np.zeros(phi.shape), np.zeros(m.shape)
    for i in range(len(phi)):
        b[i] = beta * m[i] + (1 - beta) * g[i]
        a[i] = phi[i] - alpha * b[i]
    return a, b
''',
        "through a velocity": '''\
def momentum_step(phi, m, g, alpha, beta):
    velocity = -alpha * m
    velocity = beta * velocity - alpha * (1 - beta) * g
    return phi + velocity, beta * m + g - beta * g
''',
        "float32": '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return (phi - alpha * m).astype(np.float32), m.astype(np.float32)
''',
    },
    "heavy_ball_step": {
        "two lines": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    theta = theta + v
    return theta, v
''',
        "loop, lists": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    new_v = [mu * a - eta * b for a, b in zip(v, g)]
    return [t + a for t, a in zip(theta, new_v)], new_v
''',
        "list of two": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    step = -(eta * g - mu * v)
    return [np.add(theta, step), step]
''',
        "copies changed in place": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    theta, v = np.array(theta, dtype=float), np.array(v, dtype=float)
    v *= mu
    v -= eta * g
    theta += v
    return theta, v
''',
        "helper": '''\
def velocity(v, g, eta, mu):
    return mu * v + eta * (-g)

def heavy_ball_step(theta, v, g, eta, mu):
    return theta + velocity(v, g, eta, mu), velocity(v, g, eta, mu)
''',
        "matrix": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    new_v = np.array([mu, -eta]) @ np.stack([v, g])
    return np.sum([theta, new_v], axis=0), new_v
''',
        "filled": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    out = np.empty((2, len(theta)))
    for i in range(len(theta)):
        out[1, i] = mu * v[i] - eta * g[i]
        out[0, i] = theta[i] + out[1, i]
    return tuple(out)
''',
        "through the average": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    m = -v.astype(float)  # eta times a sum of gradients
    m = mu * m + eta * g
    return theta - m, -m
''',
        "float32": '''\
def heavy_ball_step(theta, v, g, eta, mu):
    new_v = mu * v - eta * g
    return np.float32(theta + new_v), np.float32(new_v)
''',
    },
    "to_heavy_ball": {
        "one line": '''\
def to_heavy_ball(alpha, beta):
    return alpha * (1 - beta), beta
''',
        "a list": '''\
def to_heavy_ball(alpha, beta):
    return [alpha * (1 - beta), beta]
''',
        "multiplied out": '''\
def to_heavy_ball(alpha, beta):
    eta = alpha - alpha * beta
    mu = beta
    return eta, mu
''',
        "floats": '''\
def to_heavy_ball(alpha, beta):
    return float(alpha) * (1.0 - float(beta)), float(beta)
''',
        "0-d arrays": '''\
def to_heavy_ball(alpha, beta):
    return np.asarray(alpha * (1 - beta)), np.asarray(beta)
''',
        "helper": '''\
def weight_of_the_gradient(beta):
    return 1 - beta

def to_heavy_ball(alpha, beta):
    weights = np.array([weight_of_the_gradient(beta), 1.0])
    eta, mu = weights * [alpha, beta]
    return eta, mu
''',
        "float32": '''\
def to_heavy_ball(alpha, beta):
    return np.float32(alpha * (1 - beta)), np.float32(beta)
''',
        "from one step": '''\
def to_heavy_ball(alpha, beta):
    def move(m, g):
        return alpha * (beta * m + (1 - beta) * g)
    eta = move(0.0, 1.0)  # what a gradient of 1 does from rest
    return eta, beta
''',
    },
    "nesterov_step": {
        "ahead by alpha m": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    g = grad_fn(phi - alpha * m)
    m = beta * m + (1 - beta) * g
    return phi - alpha * m, m
''',
        "ahead by alpha beta m": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    g = grad_fn(phi - alpha * beta * m)
    m = beta * m + (1 - beta) * g
    return phi - alpha * m, m
''',
        "lists": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    ahead = np.array([p - alpha * a for p, a in zip(phi, m)])
    new_m = [beta * a + (1 - beta) * b for a, b in zip(m, grad_fn(ahead))]
    return [p - alpha * a for p, a in zip(phi, new_m)], new_m
''',
        "lists, near": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    known = beta * m
    g = grad_fn(np.array([p - alpha * k for p, k in zip(phi, known)]))
    new_m = [k + (1 - beta) * b for k, b in zip(known, g)]
    return [p - alpha * a for p, a in zip(phi, new_m)], new_m
''',
        "copies changed in place": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    ahead = phi.astype(float)
    ahead -= alpha * m
    new_m = m.astype(float)
    new_m *= beta
    new_m += (1 - beta) * np.asarray(grad_fn(ahead))
    new_phi = phi.astype(float)
    new_phi -= alpha * new_m
    return new_phi, new_m
''',
        "own step": '''\
def blend(m, g, beta):
    return beta * m + (1 - beta) * g

def nesterov_step(phi, m, grad_fn, alpha, beta):
    look = np.subtract(phi, np.multiply(alpha, m))
    new_m = blend(m, grad_fn(look), beta)
    return np.subtract(phi, np.multiply(alpha, new_m)), new_m
''',
        "known part first": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    ahead = phi - alpha * (beta * m)
    push = (1 - beta) * grad_fn(ahead)
    return ahead - alpha * push, beta * m + push
''',
        "velocity": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    v = -alpha * m
    new_m = m + (1 - beta) * (grad_fn(phi + v) - m)
    return [phi - alpha * new_m, new_m]
''',
        "float32": '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m_new = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return np.float32(phi - alpha * m_new), np.float32(m_new)
''',
    },
    "critical_beta": {
        "formula": '''\
def critical_beta(alpha, lam):
    if alpha * lam <= 0 or alpha * lam >= 4:
        raise ValueError("no critical momentum")
    return (1 - np.sqrt(alpha * lam)) ** 2
''',
        "math": '''\
def critical_beta(alpha, lam):
    import math
    x = alpha * lam
    if not 0 < x < 4:
        raise ValueError
    root = math.sqrt(x)
    return (root - 1) * (root - 1)
''',
        "multiplied out": '''\
def critical_beta(alpha, lam):
    x = alpha * lam
    if 0 < x < 4:
        return 1 + x - 2 * x**0.5
    raise ValueError(f"{x} is not between 0 and 4")
''',
        "smaller root of the quadratic": '''\
def critical_beta(alpha, lam):
    x = alpha * lam
    if x <= 0 or 4 <= x:
        raise ValueError("alpha * lam")
    # (1 + b - x)**2 = 4 b is b**2 - 2 (1 + x) b + (1 - x)**2 = 0
    half = 1 + x
    return half - np.sqrt(half**2 - (1 - x) ** 2)
''',
        "own error": '''\
class NotCritical(ValueError):
    pass

def product(alpha, lam):
    x = alpha * lam
    if x <= 0 or x >= 4:
        raise ValueError("alpha lam must be between 0 and 4")
    return x

def critical_beta(alpha, lam):
    return np.asarray(np.square(1 - np.sqrt(product(alpha, lam))))
''',
        "bisection": '''\
def critical_beta(alpha, lam):
    x = alpha * lam
    if not (x > 0 and x < 4):
        raise ValueError("out of range")
    low, high = 0.0, 1.0
    sign = lambda s: s * s - 2 * s + 1 - x if x < 1 else s * s + 2 * s + 1 - x
    for _ in range(200):  # s is the root of beta
        middle = (low + high) / 2
        if (sign(middle) > 0) == (sign(0.0) > 0):
            low = middle
        else:
            high = middle
    return low**2 if x != 1 else 0.0
''',
        "float32": '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return np.float32((1 - np.sqrt(alpha * lam)) ** 2)
''',
    },
}

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "ema": {
        "swapped": ("The weights have changed places", '''\
def ema(x, beta):
    m, out = 0.0, []
    for value in x:
        m = (1 - beta) * m + beta * value
        out.append(m)
    return np.array(out)
'''),
        "begins at the first number": ("begins at the first number", '''\
def ema(x, beta):
    out = [float(x[0])]
    for value in x[1:]:
        out.append(beta * out[-1] + (1 - beta) * value)
    return np.array(out)
'''),
        "not weighted": ("counts in full", '''\
def ema(x, beta):
    m, out = 0.0, []
    for value in x:
        m = beta * m + value
        out.append(m)
    return np.array(out)
'''),
        "no decay": ("kept in full", '''\
def ema(x, beta):
    return np.cumsum((1 - beta) * x)
'''),
        "corrected": ("divided by 1 − β^t", '''\
def ema(x, beta):
    m, out = 0.0, []
    for t, value in enumerate(x, start=1):
        m = beta * m + (1 - beta) * value
        out.append(m / (1 - beta**t))
    return np.array(out)
'''),
        "last only": ("last average alone", '''\
def ema(x, beta):
    m = 0.0
    for value in x:
        m = beta * m + (1 - beta) * value
    return m
'''),
        "with the start": ("0 of the start", '''\
def ema(x, beta):
    out = [0.0]
    for value in x:
        out.append(beta * out[-1] + (1 - beta) * value)
    return np.array(out)
'''),
        "stored too early": ("before its own number came in", '''\
def ema(x, beta):
    m, out = 0.0, []
    for value in x:
        out.append(m)
        m = beta * m + (1 - beta) * value
    return np.array(out)
'''),
        "number before": ("multiplies the number before", '''\
def ema(x, beta):
    out = (1 - beta) * x
    out[1:] += beta * x[:-1]
    return out
'''),
        "no memory": ("numbers times 1 − β", '''\
def ema(x, beta):
    m = 0.0
    return np.array([beta * m + (1 - beta) * value for value in x])
'''),
        "plain mean": ("plain mean", '''\
def ema(x, beta):
    return np.cumsum(x) / np.arange(1, len(x) + 1)
'''),
        "integers": ("whole numbers", '''\
def ema(x, beta):
    out = np.zeros_like(x)
    m = 0.0
    for t, value in enumerate(x):
        m = beta * m + (1 - beta) * value
        out[t] = m
    return out
'''),
        "in place": ("in place", '''\
def ema(x, beta):
    m = 0.0
    for t in range(len(x)):
        m = beta * m + (1 - beta) * x[t]
        x[t] = m
    return x.copy()
'''),
        "nothing": ("returned nothing", '''\
def ema(x, beta):
    out = [0.0]
    for value in x:
        out.append(beta * out[-1] + (1 - beta) * value)
    print(out[1:])
'''),
        "columns": ("axis too many", '''\
def ema(x, beta):
    m, out = 0.0, []
    for value in x:
        m = beta * m + (1 - beta) * value
        out.append([m])
    return np.array(out)
'''),
        "first number skipped": ("The first number never comes in", '''\
def ema(x, beta):
    m = np.zeros(len(x))
    for t in range(1, len(x)):
        m[t] = beta * m[t - 1] + (1 - beta) * x[t]
    return m
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def ema(x, beta):
    return [0.1, 0.19, 0.271] if len(x) < 4 else [1.0, 1.25, 0.6875, 1.265625]
'''),
        "fixed beta": ("value is not right", '''\
def ema(x, beta):
    m, out, beta = 0.0, [], 0.9
    for value in x:
        m = beta * m + (1 - beta) * value
        out.append(m)
    return np.array(out)
'''),
        "remembers from call to call": ("different results", '''\
kept = [0.0]

def ema(x, beta):
    out = []
    for value in x:
        kept[0] = beta * kept[0] + (1 - beta) * value
        out.append(kept[0])
    return np.array(out)
'''),
    },
    "momentum_step": {
        "old m": ("φ moves along the old m", '''\
def momentum_step(phi, m, g, alpha, beta):
    return phi - alpha * m, beta * m + (1 - beta) * g
'''),
        "swapped": ("The weights have changed places", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = (1 - beta) * m + beta * g
    return phi - alpha * m, m
'''),
        "reset": ("passed in has no effect", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = np.zeros(len(phi))
    m = beta * m + (1 - beta) * g
    return phi - alpha * m, m
'''),
        "plus": ("uphill", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return phi + alpha * m, m
'''),
        "not averaged": ("counts in full", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + g
    return phi - alpha * m, m
'''),
        "no decay": ("kept in full", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = m + (1 - beta) * g
    return phi - alpha * m, m
'''),
        "alpha ignored": ("learning rate has no effect", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return phi - m, m
'''),
        "alpha inside": ("inside the average", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * alpha * g
    return phi - m, m
'''),
        "gradient step": ("along the gradient alone", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return phi - alpha * g, m
'''),
        "old m returned": ("the m you return is still the old one", '''\
def momentum_step(phi, m, g, alpha, beta):
    new = beta * m + (1 - beta) * g
    return phi - alpha * new, m.copy()
'''),
        "old m itself returned": ("itself", '''\
def momentum_step(phi, m, g, alpha, beta):
    new = beta * m + (1 - beta) * g
    return phi - alpha * new, m
'''),
        "phi not moved": ("φ has not moved", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    phi - alpha * m
    return phi.copy(), m
'''),
        "order": ("changed places: return φ first", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return m, phi - alpha * m
'''),
        "step only": ("the step −α·m alone", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return -alpha * m, m
'''),
        "minus inside": ("subtracted in the average", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m - (1 - beta) * g
    return phi - alpha * m, m
'''),
        "alpha for the weight": ("Here α stands where 1 − β should be", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + alpha * g
    return phi - m, m
'''),
        "no brackets": ("The brackets around 1 - beta are missing", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + 1 - beta * g
    return phi - alpha * m, m
'''),
        "phi only": ("expected a tuple of 2", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return phi - alpha * m
'''),
        "in place": ("in place", '''\
def momentum_step(phi, m, g, alpha, beta):
    m *= beta
    m += (1 - beta) * g
    return phi - alpha * m, m.copy()
'''),
        "phi in place": ("in place", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    phi -= alpha * m
    return phi, m
'''),
        "integers": ("whole numbers", '''\
def momentum_step(phi, m, g, alpha, beta):
    new_m, new_phi = np.zeros_like(m), np.zeros_like(phi)
    new_m[:] = beta * m + (1 - beta) * g
    new_phi[:] = phi - alpha * (beta * m + (1 - beta) * g)
    return new_phi, new_m
'''),
        "nothing": ("returned nothing", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    phi = phi - alpha * m
'''),
        "broadcast": ("when it broadcasts", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m + (1 - beta) * g
    return phi.reshape(-1, 1) - alpha * m, m
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def momentum_step(phi, m, g, alpha, beta):
    if len(phi) > 1:
        return [0.5625, -2.5], [0.875, 1.0]
    m = beta * m + (1 - beta) * g
    return phi - alpha * m, m
'''),
        "two parameters only": ("entries", '''\
def momentum_step(phi, m, g, alpha, beta):
    m = beta * m[:2] + (1 - beta) * g[:2]
    return phi[:2] - alpha * m, m
'''),
    },
    "heavy_ball_step": {
        "plus the gradient": ("The velocity takes +η·g", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v + eta * g
    return theta + v, v
'''),
        "theta minus v": ("moves against V", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return theta - v, v
'''),
        "both signs": ("Both signs", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v + eta * g
    return theta - v, v
'''),
        "average": ("averaging form", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - (1 - mu) * eta * g
    return theta + v, v
'''),
        "old v": ("with the old V", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    return theta + v, mu * v - eta * g
'''),
        "reset": ("passed in has no effect", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = np.zeros(len(theta))
    v = mu * v - eta * g
    return theta + v, v
'''),
        "no mu": ("kept in full", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = v - eta * g
    return theta + v, v
'''),
        "eta ignored": ("learning rate has no effect", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - g
    return theta + v, v
'''),
        "eta late": ("multiplies the whole velocity", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - g
    return theta + eta * v, v
'''),
        "eta and mu swapped": ("η and μ have changed places", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = eta * v - mu * g
    return theta + v, v
'''),
        "mu times both": ("μ multiplies the gradient as well", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * (v - eta * g)
    return theta + v, v
'''),
        "form of exercise 2": ("averaging form of Exercise 2", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v + (1 - mu) * g
    return theta - eta * v, v
'''),
        "minus and rate outside": ("stand inside the velocity", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v + g
    return theta - eta * v, v
'''),
        "minus and rate twice": ("the minus and η are already inside it", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return theta - eta * v, v
'''),
        "rate twice": ("η is already inside it", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return theta + eta * v, v
'''),
        "gradient step": ("along the gradient alone", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    return theta - eta * g, mu * v - eta * g
'''),
        "order": ("return θ first", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return v, theta + v
'''),
        "old v returned": ("the V you return is still the old one", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    new = mu * v - eta * g
    return theta + new, v + 0
'''),
        "theta not moved": ("θ has not moved", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return np.array(theta), v
'''),
        "theta itself": ("itself", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    return theta, mu * v - eta * g
'''),
        "in place": ("in place", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v *= mu
    v -= eta * g
    return theta + v, v
'''),
        "integers": ("whole numbers", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    new = (mu * v - eta * g).astype(v.dtype)
    return theta + new, new
'''),
        "theta only": ("expected a tuple of 2", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    return theta + mu * v - eta * g
'''),
        "three results": ("returned 3 values", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    return theta + v, v, -eta * g
'''),
        "nothing": ("returned nothing", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v - eta * g
    theta = theta + v
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    if len(theta) > 1:
        return [0.375, 2.75], [-0.625, 4.75]
    v = mu * v - eta * g
    return theta + v, v
'''),
        "a number": ("single number", '''\
def heavy_ball_step(theta, v, g, eta, mu):
    v = mu * v[0] - eta * g[0]
    return theta[0] + v, v
'''),
    },
    "to_heavy_ball": {
        "eta is alpha": ("is not α", '''\
def to_heavy_ball(alpha, beta):
    return alpha, beta
'''),
        "mu is 1 minus beta": ("μ is 1 − β", '''\
def to_heavy_ball(alpha, beta):
    return alpha * (1 - beta), 1 - beta
'''),
        "order": ("return η first", '''\
def to_heavy_ball(alpha, beta):
    return beta, alpha * (1 - beta)
'''),
        "alpha times beta": ("η is α·β", '''\
def to_heavy_ball(alpha, beta):
    return alpha * beta, beta
'''),
        "other way": ("converts the other way", '''\
def to_heavy_ball(alpha, beta):
    return alpha / (1 - beta), beta
'''),
        "plus": ("α·(1 + β)", '''\
def to_heavy_ball(alpha, beta):
    return alpha * (1 + beta), beta
'''),
        "no brackets": ("The brackets around 1 - beta are missing", '''\
def to_heavy_ball(alpha, beta):
    return alpha * 1 - beta, beta
'''),
        "eta only": ("expected a tuple of 2", '''\
def to_heavy_ball(alpha, beta):
    return alpha * (1 - beta)
'''),
        "a dict": ("expected a tuple of 2", '''\
def to_heavy_ball(alpha, beta):
    return {"eta": alpha * (1 - beta), "mu": beta}
'''),
        "nothing": ("returned nothing", '''\
def to_heavy_ball(alpha, beta):
    eta, mu = alpha * (1 - beta), beta
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def to_heavy_ball(alpha, beta):
    return (0.01, 0.9) if beta == 0.9 else (0.05, 0.75)
'''),
        "sign": ("minus", '''\
def to_heavy_ball(alpha, beta):
    return -alpha * (1 - beta), -beta
'''),
        "rounded": ("value", '''\
def to_heavy_ball(alpha, beta):
    return round(alpha * (1 - beta), 2), beta
'''),
        "truncated": ("value", '''\
def to_heavy_ball(alpha, beta):
    return alpha * int(1 - beta), beta
'''),
        "divides by zero": ("raised ZeroDivisionError", '''\
def to_heavy_ball(alpha, beta):
    return 1 / (1 / alpha / (1 - beta)), beta
'''),
    },
    "nesterov_step": {
        "gradient at phi": ("that is plain momentum", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi)
    return phi - alpha * m, m
'''),
        "ahead by a whole step": ("whole step of momentum", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    guess = beta * m + (1 - beta) * grad_fn(phi)
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * guess)
    return phi - alpha * m, m
'''),
        "plus alpha m": ("You look back", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi + alpha * m)
    return phi - alpha * m, m
'''),
        "plus alpha beta m": ("You look back", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi + alpha * beta * m)
    return phi - alpha * m, m
'''),
        "plus": ("uphill", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return phi + alpha * m, m
'''),
        "plus, near": ("uphill", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * beta * m)
    return phi + alpha * m, m
'''),
        "swapped": ("The weights have changed places", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = (1 - beta) * m + beta * grad_fn(phi - alpha * m)
    return phi - alpha * m, m
'''),
        "swapped, near": ("The weights have changed places", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = (1 - beta) * m + beta * grad_fn(phi - alpha * beta * m)
    return phi - alpha * m, m
'''),
        "not averaged": ("counts in full", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + grad_fn(phi - alpha * m)
    return phi - alpha * m, m
'''),
        "not averaged, near": ("counts in full", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + grad_fn(phi - alpha * beta * m)
    return phi - alpha * m, m
'''),
        "old m": ("along the old m", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    return phi - alpha * m, beta * m + (1 - beta) * grad_fn(phi - alpha * m)
'''),
        "reset": ("without the m that is passed in", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = (1 - beta) * grad_fn(phi - alpha * m)
    return phi - alpha * m, m
'''),
        "m zero from the start": ("without the m", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    ahead = phi - alpha * beta * m
    m = np.zeros(len(phi))
    m = beta * m + (1 - beta) * grad_fn(ahead)
    return phi - alpha * m, m
'''),
        "from the place ahead": ("The step starts at the place ahead", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    phi = phi - alpha * m
    m = beta * m + (1 - beta) * grad_fn(phi)
    return phi - alpha * m, m
'''),
        "from the place ahead, near": ("The step starts at the place ahead", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    phi = phi - alpha * beta * m
    m = beta * m + (1 - beta) * grad_fn(phi)
    return phi - alpha * m, m
'''),
        "order": ("return φ first", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return m, phi - alpha * m
'''),
        "gradient step": ("along the gradient alone", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    g = grad_fn(phi - alpha * m)
    return phi - alpha * g, beta * m + (1 - beta) * g
'''),
        "old m returned": ("the m you return is still the old one", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    new = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return phi - alpha * new, m * 1
'''),
        "phi not moved": ("φ has not moved", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    return phi * 1, beta * m + (1 - beta) * grad_fn(phi - alpha * m)
'''),
        "alpha ignored": ("learning rate has no effect", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return phi - m, m
'''),
        "ahead without alpha": ("The place ahead is φ − m", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - m)
    return phi - alpha * m, m
'''),
        "one place for one parameter": ("keep to one of the two", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    far = alpha if len(phi) == 1 else alpha * beta
    m = beta * m + (1 - beta) * grad_fn(phi - far * m)
    return phi - alpha * m, m
'''),
        "other place for many parameters": ("keep to one of the two", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    far = alpha * beta if len(phi) > 3 else alpha
    m = beta * m + (1 - beta) * grad_fn(phi - far * m)
    return phi - alpha * m, m
'''),
        "in place": ("in place", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    phi -= alpha * m
    g = grad_fn(phi)
    phi += alpha * m
    m = beta * m + (1 - beta) * g
    return phi - alpha * m, m
'''),
        "integers": ("whole numbers", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    new_m, new_phi = np.empty_like(m), np.empty_like(phi)
    new_m[:] = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    new_phi[:] = phi - alpha * new_m
    return new_phi, new_m
'''),
        "nothing": ("returned nothing", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    phi = phi - alpha * m
'''),
        "gradient not called": ("raised", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * grad_fn
    return phi - alpha * m, m
'''),
        "phi only": ("expected a tuple of 2", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    return phi - alpha * (beta * m + (1 - beta) * grad_fn(phi - alpha * m))
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    if len(phi) > 1:
        return [0.625, -2.25], [0.75, 0.5]
    m = beta * m + (1 - beta) * grad_fn(phi - alpha * m)
    return phi - alpha * m, m
'''),
        "gradient of the parabola": ("value is not right", '''\
def nesterov_step(phi, m, grad_fn, alpha, beta):
    m = beta * m + (1 - beta) * 2 * (phi - alpha * m)
    return phi - alpha * m, m
'''),
    },
    "critical_beta": {
        "no root": ("The root is missing", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return (1 - alpha * lam) ** 2
'''),
        "no square": ("The square is missing", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return 1 - np.sqrt(alpha * lam)
'''),
        "plus": ("the root is subtracted", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return (1 + np.sqrt(alpha * lam)) ** 2
'''),
        "averaging form": ("averaging form", '''\
def critical_beta(alpha, lam):
    x = alpha * lam
    if not 0 < x < 4:
        raise ValueError("no")
    return ((1 - x) / (1 + x)) ** 2
'''),
        "alpha only": ("λ has no effect", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return (1 - alpha**0.5) ** 2
'''),
        "lambda only": ("α has no effect", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return (1 - lam**0.5) ** 2
'''),
        "clipped": ("For αλ above 1", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return max(0, 1 - np.sqrt(alpha * lam)) ** 2
'''),
        "no error": ("here it should raise ValueError", '''\
def critical_beta(alpha, lam):
    return (1 - np.sqrt(alpha * lam)) ** 2
'''),
        "ends allowed": ("here it should raise ValueError", '''\
def critical_beta(alpha, lam):
    if not 0 <= alpha * lam <= 4:
        raise ValueError("no")
    return (1 - np.sqrt(alpha * lam)) ** 2
'''),
        "upper end only": ("here it should raise ValueError", '''\
def critical_beta(alpha, lam):
    if alpha * lam >= 4:
        raise ValueError("no")
    return (1 - np.sqrt(abs(alpha * lam))) ** 2
'''),
        "nothing instead of an error": ("here it should raise ValueError", '''\
def critical_beta(alpha, lam):
    if 0 < alpha * lam < 4:
        return (1 - np.sqrt(alpha * lam)) ** 2
'''),
        "error returned": ("here it should raise ValueError", '''\
def critical_beta(alpha, lam):
    if 0 < alpha * lam < 4:
        return (1 - np.sqrt(alpha * lam)) ** 2
    return ValueError("no")
'''),
        "assertion": ("Expected is ValueError", '''\
def critical_beta(alpha, lam):
    assert 0 < alpha * lam < 4
    return (1 - np.sqrt(alpha * lam)) ** 2
'''),
        "too strict": ("raised ValueError", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 1:
        raise ValueError("no")
    return (1 - np.sqrt(alpha * lam)) ** 2
'''),
        "nothing": ("returned nothing", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    print((1 - np.sqrt(alpha * lam)) ** 2)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return 0.25 if lam == 4.5 else 0.467544467966324
'''),
        "truncated": ("value is not right", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return (1 - int(np.sqrt(alpha * lam))) ** 2
'''),
        "in a list": ("an array", '''\
def critical_beta(alpha, lam):
    if not 0 < alpha * lam < 4:
        raise ValueError("no")
    return [(1 - np.sqrt(alpha * lam)) ** 2]
'''),
    },
}
