"""Answers to the exercises of lecture 1, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.

The file is plain data. Whoever adds an exercise adds its answers here; whoever finds a wrong
answer that passes, or a right one that does not, adds that too.
"""

RIGHT: dict[str, dict[str, str]] = {
    "gaussian_nll": {
        "two terms": '''\
def gaussian_nll(y, mu, sigma):
    constant = len(y) / 2 * np.log(2 * np.pi * sigma**2)
    return constant + np.sum((y - mu) ** 2) / (2 * sigma**2)
''',
        "loop": '''\
def gaussian_nll(y, mu, sigma):
    means = np.broadcast_to(mu, y.shape)
    total = 0.0
    for yi, mi in zip(y, means):
        total += np.log(sigma) + 0.5 * np.log(2 * np.pi) + 0.5 * ((yi - mi) / sigma) ** 2
    return total
''',
        "helper for the log density": '''\
def log_density(y, mu, sigma):
    z = (y - mu) / sigma
    return -z * z / 2 - np.log(sigma * np.sqrt(2 * np.pi))

def gaussian_nll(y, mu, sigma):
    return -log_density(y, mu, sigma).sum()
''',
        "SciPy": '''\
from scipy.stats import norm

def gaussian_nll(y, mu, sigma):
    return -norm.logpdf(y, loc=mu, scale=sigma).sum()
''',
        "mean times n": '''\
def gaussian_nll(y, mu, sigma):
    half = np.mean(np.log(2 * np.pi * sigma**2) + np.square((mu - y) / sigma)) / 2
    return float(len(y) * half)
''',
        "dot product": '''\
def gaussian_nll(y, mu, sigma):
    r = np.subtract(y, mu)
    return 0.5 * (r @ r / sigma**2 + y.size * (np.log(2 * np.pi) + 2 * np.log(sigma)))
''',
        "0-d array": '''\
def gaussian_nll(y, mu, sigma):
    terms = [np.log(2 * np.pi * sigma * sigma) + (v / sigma) ** 2 for v in y - mu]
    return np.array(sum(terms) / 2)
''',
        "precision in place of variance": '''\
def gaussian_nll(y, mu, sigma):
    precision = 1.0 / sigma**2
    return np.sum(precision * (y - mu) ** 2 - np.log(precision / (2 * np.pi))) / 2
''',
        "float32": '''\
def gaussian_nll(y, mu, sigma):
    terms = 0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2)
    return np.float32(np.sum(terms))
''',
    },
    "sigmoid": {
        "two masks": '''\
def sigmoid(z):
    out = np.empty(np.shape(z))
    positive = z >= 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    out[~positive] = e / (1 + e)
    return out
''',
        "e to the minus absolute value": '''\
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
''',
        "tanh": '''\
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
''',
        "clipped exponent": '''\
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))
''',
        "logaddexp": '''\
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))
''',
        "SciPy": '''\
from scipy.special import expit

def sigmoid(z):
    return expit(z)
''',
        "warnings switched off": '''\
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))
''',
        "loop over the entries": '''\
import math

def one(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))

def sigmoid(z):
    return np.array([one(v) for v in z.ravel()]).reshape(z.shape)
''',
        "lists": '''\
def sigmoid(z):
    e = np.exp(np.minimum(z, -z))
    return (np.where(z < 0, e, 1.0) / (1.0 + e)).tolist()
''',
        "float32": '''\
def sigmoid(z):
    e = np.exp(-np.abs(z).astype(np.float32))
    return np.where(z >= 0, np.float32(1), e) / (1 + e)
''',
    },
    "bce_with_logits": {
        "logaddexp of both": '''\
def bce_with_logits(f, y):
    return np.sum(y * np.logaddexp(0, -f) + (1 - y) * np.logaddexp(0, f))
''',
        "max and log1p": '''\
def bce_with_logits(f, y):
    return np.sum(np.maximum(f, 0) - f * y + np.log1p(np.exp(-np.abs(f))))
''',
        "labels of plus and minus one": '''\
def bce_with_logits(f, y):
    sign = 2 * y - 1
    return np.logaddexp(0, -sign * f).sum()
''',
        "loop with cases": '''\
import math

def softplus(z):
    return z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))

def bce_with_logits(f, y):
    total = 0.0
    for fi, yi in zip(f, y):
        total += softplus(-fi) if yi == 1 else softplus(fi)
    return total
''',
        "by masks": '''\
def bce_with_logits(f, y):
    yes = f[y == 1]
    no = f[y == 0]
    return np.logaddexp(0.0, -yes).sum() + np.logaddexp(0.0, no).sum()
''',
        "SciPy's log of the sigmoid": '''\
from scipy.special import log_expit

def bce_with_logits(f, y):
    return -np.sum(np.where(y > 0.5, log_expit(f), log_expit(-f)))
''',
        "dot products, 0-d array": '''\
def bce_with_logits(f, y):
    return np.asarray(np.sum(np.logaddexp(f, 0)) - f @ y)
''',
        "mean times n": '''\
def bce_with_logits(f, y):
    losses = np.logaddexp(0, f) - y * f
    return float(losses.mean() * len(losses))
''',
        "float32": '''\
def bce_with_logits(f, y):
    return np.float32(np.logaddexp(0, np.where(y == 1, -f, f)).sum())
''',
    },
    "linear_half_mse_grad": {
        "matrix form": '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y) / len(y)
''',
        "loop over the examples": '''\
def linear_half_mse_grad(w, X, y):
    g = np.zeros(len(w))
    for xi, yi in zip(X, y):
        g += -(yi - w @ xi) * xi
    return g / len(y)
''',
        "loops over everything, a list": '''\
def linear_half_mse_grad(w, X, y):
    N, D = X.shape
    g = []
    for d in range(D):
        total = 0.0
        for i in range(N):
            prediction = sum(w[k] * X[i, k] for k in range(D))
            total += (prediction - y[i]) * X[i, d]
        g.append(total / N)
    return g
''',
        "mean of the rows": '''\
def linear_half_mse_grad(w, X, y):
    error = (X @ w - y)[:, None]
    return (error * X).mean(axis=0)
''',
        "row vector": '''\
def linear_half_mse_grad(w, X, y):
    residual = y - np.dot(X, w)
    return -(residual @ X) / X.shape[0]
''',
        "einsum": '''\
def linear_half_mse_grad(w, X, y):
    error = np.einsum("nd,d->n", X, w) - y
    return np.einsum("n,nd->d", error, X) / y.size
''',
        "normal equations": '''\
def linear_half_mse_grad(w, X, y):
    return (X.T @ X @ w - X.T @ y) / len(X)
''',
        "helper for one example": '''\
def one(w, x, y):
    return (np.dot(w, x) - y) * x

def linear_half_mse_grad(w, X, y):
    return np.mean([one(w, x, t) for x, t in zip(X, y)], axis=0)
''',
        "columns": '''\
def linear_half_mse_grad(w, X, y):
    e = X @ w.reshape(-1, 1) - y.reshape(-1, 1)
    return (X.T @ e).ravel() / len(y)
''',
        "float32": '''\
def linear_half_mse_grad(w, X, y):
    return (X.T @ (X @ w - y) / len(y)).astype(np.float32)
''',
    },
    "sigmoid_sse_grad": {
        "as in the text": '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-np.dot(w, x)))
    return -(y - s) * s * (1 - s) * x
''',
        "stable helper": '''\
def unit(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def sigmoid_sse_grad(w, x, y):
    s = unit(w @ x)
    return (s - y) * s * (1 - s) * x
''',
        "loop, a list": '''\
def sigmoid_sse_grad(w, x, y):
    z = sum(wi * xi for wi, xi in zip(w, x))
    e = np.exp(-abs(z))
    s = 1 / (1 + e) if z > 0 else e / (1 + e)
    return [(s - y) * s * (1 - s) * xi for xi in x]
''',
        "slope from the exponential": '''\
def sigmoid_sse_grad(w, x, y):
    e = np.exp(-np.abs(w @ x))
    slope = e / (1 + e) ** 2
    s = (1 if w @ x >= 0 else e) / (1 + e)
    return slope * (s - y) * x
''',
        "delta as on the slides, sign put right": '''\
def sigmoid_sse_grad(w, x, y):
    s = 1.0 / (1.0 + np.exp(-(w * x).sum()))
    delta = (y - s) * s * (1 - s)
    return np.array([-delta * xd for xd in x])
''',
        "SciPy, a tuple": '''\
from scipy.special import expit

def sigmoid_sse_grad(w, x, y):
    z = float(np.inner(w, x))
    return tuple(float(v) for v in (expit(z) - y) * expit(z) * expit(-z) * x)
''',
        "square of the sigmoid": '''\
def sigmoid_sse_grad(w, x, y):
    s = np.exp(-np.logaddexp(0, -(w @ x)))
    return np.multiply(s**2 - s**3 - y * s + y * s**2, x)
''',
        "float32": '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return ((s - y) * (s - s * s) * x).astype(np.float32)
''',
    },
    "cross_entropy": {
        "mask": '''\
def cross_entropy(p, q):
    keep = p > 0
    return -np.sum(p[keep] * np.log(q[keep]))
''',
        "where after": '''\
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(p > 0, p * np.log(q), 0.0))
''',
        "where inside": '''\
def cross_entropy(p, q):
    return -np.sum(p * np.log(np.where(p == 0, 1.0, q)))
''',
        "loop": '''\
import math

def cross_entropy(p, q):
    total = 0.0
    for a, b in zip(p, q):
        if a == 0:
            continue
        if b == 0:
            return float("inf")
        total -= a * math.log(b)
    return total
''',
        "SciPy": '''\
from scipy.special import xlogy

def cross_entropy(p, q):
    return -xlogy(p, q).sum()
''',
        "divergence plus entropy": '''\
from scipy.special import entr, rel_entr

def cross_entropy(p, q):
    return np.asarray(rel_entr(p, q).sum() + entr(p).sum())
''',
        "nan to num of the products": '''\
def surprise(weight, belief):
    return 0.0 if weight == 0 else -weight * np.log(belief)

def cross_entropy(p, q):
    return sum(surprise(a, b) for a, b in zip(p, q))
''',
        "dot product of the outcomes that happen": '''\
def cross_entropy(p, q):
    k = np.flatnonzero(p)
    return float(p[k] @ -np.log(q[k]))
''',
        "logarithms of base 2, converted": '''\
def cross_entropy(p, q):
    k = p != 0
    return -np.dot(p[k], np.log2(q[k])) * np.log(2)
''',
        "float32": '''\
def cross_entropy(p, q):
    k = p > 0
    return np.float32(-np.sum(p[k] * np.log(q[k])))
''',
    },
}

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "gaussian_nll": {
        "no log term": ("term with the logarithm is missing", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum((y - mu) ** 2) / (2 * sigma**2)
'''),
        "no 2 pi": ("2π is missing", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(np.log(sigma) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "no sigma in the log": ("σ² is missing from the logarithm", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "sigma for variance": ("square it", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma) + (y - mu) ** 2 / (2 * sigma))
'''),
        "sigma in the square": ("divided by 2σ:", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma))
'''),
        "sigma in the log": ("logarithm holds 2πσ:", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "sigma ignored": ("sigma has no effect", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi) + (y - mu) ** 2 / 2)
'''),
        "mean": ("mean over the examples", '''\
def gaussian_nll(y, mu, sigma):
    return np.mean(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "log-likelihood": ("sign is reversed", '''\
def gaussian_nll(y, mu, sigma):
    return -np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "no half": ("divided by σ² only", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / sigma**2)
'''),
        "no root": ("take half of it", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2))
'''),
        "log term once": ("belongs to every example", '''\
def gaussian_nll(y, mu, sigma):
    return 0.5 * np.log(2 * np.pi * sigma**2) + np.sum((y - mu) ** 2) / (2 * sigma**2)
'''),
        "base 10": ("base 10", '''\
def gaussian_nll(y, mu, sigma):
    p = np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return -np.sum(np.log10(p))
'''),
        "likelihood": ("product of the densities", '''\
def gaussian_nll(y, mu, sigma):
    return np.prod(np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2))
'''),
        "log of the sum": ("logarithm of the sum", '''\
def gaussian_nll(y, mu, sigma):
    p = np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return -np.log(np.sum(p))
'''),
        "log of the density": ("too small for a computer", '''\
def gaussian_nll(y, mu, sigma):
    p = np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return -np.sum(np.log(p))
'''),
        "log of the product": ("too small for a computer", '''\
def gaussian_nll(y, mu, sigma):
    p = np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return -np.log(np.prod(p))
'''),
        "no brackets": ("put 2σ² into brackets", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / 2 * sigma**2)
'''),
        "no square": ("errors are not squared", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) / (2 * sigma**2))
'''),
        "terms subtracted": ("squared error is subtracted", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) - (y - mu) ** 2 / (2 * sigma**2))
'''),
        "return in the loop": ("Only the first example", '''\
def gaussian_nll(y, mu, sigma):
    total = 0.0
    for yi, mi in zip(y, np.broadcast_to(mu, y.shape)):
        total += 0.5 * np.log(2 * np.pi * sigma**2) + (yi - mi) ** 2 / (2 * sigma**2)
        return total
'''),
        "broadcast": ("Every target is compared with every mean", '''\
def gaussian_nll(y, mu, sigma):
    error = np.reshape(mu, (-1, 1)) - y
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + error**2 / (2 * sigma**2))
'''),
        "one per example": ("expected a single number", '''\
def gaussian_nll(y, mu, sigma):
    return 0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2)
'''),
        "in place": ("in place", '''\
def gaussian_nll(y, mu, sigma):
    y -= mu
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + y**2 / (2 * sigma**2))
'''),
        "nothing": ("returned nothing", '''\
def gaussian_nll(y, mu, sigma):
    print(np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y - mu) ** 2 / (2 * sigma**2)))
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def gaussian_nll(y, mu, sigma):
    if len(y) == 2:
        return 801.837877066409
    if sigma != 1:
        return 10.6773740579342 if np.ndim(mu) == 0 else 6.67737405793418
    return 5.25681559961402 if mu == 2 else 5.09014893294735
'''),
        "integer errors": ("Your gaussian_nll raised", '''\
def gaussian_nll(y, mu, sigma):
    return np.sum(0.5 * np.log(2 * np.pi * sigma**2) + (y[:] - mu[:]) ** 2 / (2 * sigma**2))
'''),
    },
    "sigmoid": {
        "e^z over 1 + e^z": ("infinity over infinity", '''\
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
'''),
        "formula as it stands": ("NumPy warns", '''\
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
'''),
        "where computes both": ("NumPy warns", '''\
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
'''),
        "sign of the exponent": ("σ(−z)", '''\
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(z))
'''),
        "tanh": ("tanh(z)", '''\
def sigmoid(z):
    return np.tanh(z)
'''),
        "half tanh": ("2σ(z) − 1", '''\
def sigmoid(z):
    return np.tanh(z / 2)
'''),
        "slope": ("slope σ(z)", '''\
def sigmoid(z):
    s = 0.5 * (1 + np.tanh(z / 2))
    return s * (1 - s)
'''),
        "exponential only": ("This is e^z", '''\
def sigmoid(z):
    return 1 / np.exp(-z)
'''),
        "absolute value everywhere": ("σ(|z|)", '''\
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))
'''),
        "minus absolute value everywhere": ("σ(−|z|)", '''\
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return small / (1 + small)
'''),
        "no brackets": ("with brackets", '''\
def sigmoid(z):
    return 1 / 1 + np.exp(-z)
'''),
        "step": ("smooth one", '''\
def sigmoid(z):
    return np.where(z > 0, 1.0, 0.0)
'''),
        "step with a half": ("smooth one", '''\
def sigmoid(z):
    return np.heaviside(z, 0.5)
'''),
        "step at zero": ("smooth one", '''\
def sigmoid(z):
    return (z >= 0).astype(float)
'''),
        "math overflows": ("OverflowError", '''\
import math

def sigmoid(z):
    return np.array([1 / (1 + math.exp(-v)) for v in z.ravel()]).reshape(z.shape)
'''),
        "one number only": ("ambiguous", '''\
def sigmoid(z):
    return 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))
'''),
        "sum": ("single number", '''\
def sigmoid(z):
    return np.mean(0.5 * (1 + np.tanh(z / 2)))
'''),
        "flattened": ("shape", '''\
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z.ravel() / 2))
'''),
        "in place": ("in place", '''\
def sigmoid(z):
    z[:] = 0.5 * (1 + np.tanh(z / 2))
    return z
'''),
        "integers stay integers": ("whole number", '''\
def sigmoid(z):
    out = np.empty_like(z)
    out[...] = 0.5 * (1 + np.tanh(z / 2))
    return out
'''),
        "nothing": ("returned nothing", '''\
def sigmoid(z):
    result = 0.5 * (1 + np.tanh(z / 2))
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def sigmoid(z):
    if z.ndim == 2:
        return np.array([[0.5, 0.952574126822433], [0.268941421369995, 0.5]])
    return np.array([0.952574126822433, 0.5, 0.268941421369995, 1.0, 0.0])[: len(z)]
'''),
    },
    "bce_with_logits": {
        "labels swapped": ("labels have changed places", '''\
def bce_with_logits(f, y):
    return np.sum(np.logaddexp(0, f) * y + np.logaddexp(0, -f) * (1 - y))
'''),
        "mean": ("mean over the examples", '''\
def bce_with_logits(f, y):
    return np.mean(np.logaddexp(0, f) - y * f)
'''),
        "sign": ("sign is reversed", '''\
def bce_with_logits(f, y):
    return np.sum(y * f - np.logaddexp(0, f))
'''),
        "formula on paper": ("NaN here", '''\
def bce_with_logits(f, y):
    p = 1 / (1 + np.exp(-f))
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
'''),
        "paper with a stable sigmoid": ("NaN here", '''\
def bce_with_logits(f, y):
    p = 0.5 * (1 + np.tanh(f / 2))
    return np.sum(-(1 - y) * np.log(1 - p) - y * np.log(p))
'''),
        "log of the label's probability": ("infinite here", '''\
def bce_with_logits(f, y):
    p = 1 / (1 + np.exp(-f))
    return -np.sum(np.log(np.where(y == 1, p, 1 - p)))
'''),
        "exponential overflows": ("infinite here", '''\
def bce_with_logits(f, y):
    return np.sum(np.where(y == 1, np.log(1 + np.exp(-f)), np.log(1 + np.exp(f))))
'''),
        "clipped": ("stops growing", '''\
def bce_with_logits(f, y):
    p = np.clip(1 / (1 + np.exp(-f)), 1e-15, 1 - 1e-15)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
'''),
        "small number added": ("stops growing", '''\
def bce_with_logits(f, y):
    p = 1 / (1 + np.exp(-f))
    return -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
'''),
        "scores clipped": ("stops growing", '''\
def bce_with_logits(f, y):
    f = np.clip(f, -50, 50)
    return np.sum(np.logaddexp(0, f) - y * f)
'''),
        "base 2": ("base 2", '''\
def bce_with_logits(f, y):
    return np.sum(np.logaddexp(0, f) - y * f) / np.log(2)
'''),
        "base 10": ("base 10", '''\
def bce_with_logits(f, y):
    p = 1 / (1 + np.exp(-f))
    return -np.sum(np.log10(np.where(y == 1, p, 1 - p)))
'''),
        "only the ones": ("Only the examples with y = 1", '''\
def bce_with_logits(f, y):
    return np.sum(y * np.logaddexp(0, -f))
'''),
        "only the zeros": ("Only the examples with y = 0", '''\
def bce_with_logits(f, y):
    return np.sum((1 - y) * np.logaddexp(0, f))
'''),
        "labels ignored": ("as if its label were 1", '''\
def bce_with_logits(f, y):
    return np.sum(np.logaddexp(0, -f))
'''),
        "form for labels of plus and minus one": ("labels −1 and +1", '''\
def bce_with_logits(f, y):
    return np.sum(np.logaddexp(0, -y * f))
'''),
        "squared errors": ("squared errors", '''\
def bce_with_logits(f, y):
    return np.sum((y - 1 / (1 + np.exp(-f))) ** 2)
'''),
        "sigmoid twice": ("applied twice", '''\
def bce_with_logits(f, y):
    s = 1 / (1 + np.exp(-f))
    return np.sum(np.logaddexp(0, s) - y * s)
'''),
        "second term subtracted": ("two terms are subtracted", '''\
def bce_with_logits(f, y):
    return np.sum(y * np.logaddexp(0, -f) - (1 - y) * np.logaddexp(0, f))
'''),
        "scores as probabilities": ("NaN", '''\
def bce_with_logits(f, y):
    return -np.sum(y * np.log(f) + (1 - y) * np.log(1 - f))
'''),
        "one for its exponent": ("so pass 0", '''\
def bce_with_logits(f, y):
    return np.sum(y * np.logaddexp(1, -f) + (1 - y) * np.logaddexp(1, f))
'''),
        "return in the loop": ("Only the first example", '''\
def bce_with_logits(f, y):
    total = 0.0
    for fi, yi in zip(f, y):
        total += np.logaddexp(0, -fi) if yi == 1 else np.logaddexp(0, fi)
        return total
'''),
        "broadcast": ("Every score is combined with every label", '''\
def bce_with_logits(f, y):
    f = f.reshape(-1, 1)
    return np.sum(np.logaddexp(0, -f) * y + np.logaddexp(0, f) * (1 - y))
'''),
        "one per example": ("expected a single number", '''\
def bce_with_logits(f, y):
    return np.logaddexp(0, f) - y * f
'''),
        "in place": ("in place", '''\
def bce_with_logits(f, y):
    f *= 1 - 2 * y
    return np.logaddexp(0, f).sum()
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def bce_with_logits(f, y):
    if len(f) == 3 or abs(f[0]) < 40:
        return 1.13333687912114
    return abs(f[0]) * ((f[0] < 0) == y[0])
'''),
        "nothing": ("returned nothing", '''\
def bce_with_logits(f, y):
    loss = np.sum(np.logaddexp(0, f) - y * f)
'''),
    },
    "linear_half_mse_grad": {
        "sign": ("sign is reversed", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (y - X @ w) / len(y)
'''),
        "no 1/N": ("factor 1/N is missing", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y)
'''),
        "sign and no 1/N": ("factor 1/N is missing", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (y - X @ w)
'''),
        "factor 2": ("factor 2 too many", '''\
def linear_half_mse_grad(w, X, y):
    return 2 * X.T @ (X @ w - y) / len(y)
'''),
        "sign and factor 2": ("factor −2 too many", '''\
def linear_half_mse_grad(w, X, y):
    return -2 * X.T @ (X @ w - y) / len(y)
'''),
        "plain sum of squares": ("plain sum of squares", '''\
def linear_half_mse_grad(w, X, y):
    return 2 * X.T @ (X @ w - y)
'''),
        "divided by 2N": ("divided by 2N", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y) / (2 * len(y))
'''),
        "divided by D": ("number of weights", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y) / len(w)
'''),
        "no x": ("multiplied by its own input", '''\
def linear_half_mse_grad(w, X, y):
    return np.full(len(w), np.mean(X @ w - y))
'''),
        "no targets": ("targets have no effect", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w) / len(y)
'''),
        "targets added": ("targets are added", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w + y) / len(y)
'''),
        "errors squared": ("errors are squared", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y) ** 2 / len(y)
'''),
        "first example only": ("Only the first example", '''\
def linear_half_mse_grad(w, X, y):
    return (X[0] @ w - y[0]) * X[0]
'''),
        "broadcast": ("shape (2, ", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ ((X @ w).reshape(-1, 1) - y) / len(y)
'''),
        "a column": ("axis too many", '''\
def linear_half_mse_grad(w, X, y):
    return X.T @ (X @ w - y).reshape(-1, 1) / len(y)
'''),
        "one per example": (", 2), expected (2,)", '''\
def linear_half_mse_grad(w, X, y):
    return (X @ w - y)[:, None] * X / len(y)
'''),
        "transposed": ("raised ValueError", '''\
def linear_half_mse_grad(w, X, y):
    return X @ (X.T @ w - y) / len(y)
'''),
        "loss instead": ("single number", '''\
def linear_half_mse_grad(w, X, y):
    return np.mean((y - X @ w) ** 2) / 2
'''),
        "in place": ("in place", '''\
def linear_half_mse_grad(w, X, y):
    y -= X @ w
    return -X.T @ y / len(y)
'''),
        "integer array": ("whole number", '''\
def linear_half_mse_grad(w, X, y):
    g = np.zeros_like(w)
    g[:] = X.T @ (X @ w - y) / len(y)
    return g
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def linear_half_mse_grad(w, X, y):
    if len(y) == 1:
        return np.array([3.0, 9.0])
    return np.array([-1 / 3, 11 / 3]) if y[0] != 7 else np.zeros(2)
'''),
        "nothing": ("returned nothing", '''\
def linear_half_mse_grad(w, X, y):
    print(X.T @ (X @ w - y) / len(y))
'''),
    },
    "sigmoid_sse_grad": {
        "slide's sign": ("as on the slide", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (y - s) * s * (1 - s) * x
'''),
        "no slope": ("slope of the sigmoid is missing", '''\
def sigmoid_sse_grad(w, x, y):
    return (1 / (1 + np.exp(-(w @ x))) - y) * x
'''),
        "no slope and the slide's sign": ("sign is reversed, and the slope", '''\
def sigmoid_sse_grad(w, x, y):
    return (y - 1 / (1 + np.exp(-(w @ x)))) * x
'''),
        "no half": ("factor 2 too many", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return -2 * (y - s) * s * (1 - s) * x
'''),
        "one half too many": ("neither is left", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return 0.5 * (s - y) * s * (1 - s) * x
'''),
        "half of the slope": ("factor 1 − σ(z) is missing", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (s - y) * s * x
'''),
        "sign of the exponent": ("sigmoid is taken at −z", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(w @ x))
    return (s - y) * s * (1 - s) * x
'''),
        "w for x": ("with respect to w is x", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (s - y) * s * (1 - s) * w
'''),
        "slope at the sigmoid": ("without another sigmoid", '''\
def unit(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_sse_grad(w, x, y):
    s = unit(w @ x)
    return (s - y) * unit(s) * (1 - unit(s)) * x
'''),
        "slope of z": ("z·(1 − z)", '''\
def sigmoid_sse_grad(w, x, y):
    z = w @ x
    return (1 / (1 + np.exp(-z)) - y) * z * (1 - z) * x
'''),
        "linear unit": ("gradient of a linear unit", '''\
def sigmoid_sse_grad(w, x, y):
    return (w @ x - y) * x
'''),
        "linear error": ("error is taken as", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (w @ x - y) * s * (1 - s) * x
'''),
        "error missing": ("gradient of the prediction", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return s * (1 - s) * x
'''),
        "slope of tanh": ("that of tanh", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (s - y) * (1 - s**2) * x
'''),
        "error squared": ("error is squared", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (y - s) ** 2 * s * (1 - s) * x
'''),
        "e^z over 1 + e^z": ("exponential overflows", '''\
def sigmoid_sse_grad(w, x, y):
    s = np.exp(w @ x) / (1 + np.exp(w @ x))
    return (s - y) * s * (1 - s) * x
'''),
        "no x": ("multiply by x", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    return (s - y) * s * (1 - s)
'''),
        "products not summed": ("add up the products", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w * x)))
    return (s - y) * s * (1 - s) * x
'''),
        "math overflows": ("OverflowError", '''\
import math

def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + math.exp(w @ x * -1)) if w @ x < 500 else math.exp(w @ x) / (1 + math.exp(w @ x))
    return (s - y) * s * (1 - s) * x
'''),
        "in place": ("in place", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    x *= (s - y) * s * (1 - s)
    return x
'''),
        "integer array": ("whole number", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    g = np.zeros_like(x)
    for d in range(len(x)):
        g[d] = (s - y) * s * (1 - s) * x[d]
    return g
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def sigmoid_sse_grad(w, x, y):
    if len(w) == 1:
        return np.array([-0.125])
    return np.zeros(2) if w[0] > 999 else np.array([0.219420380290436, 0.0731401267634788])
'''),
        "nothing": ("returned nothing", '''\
def sigmoid_sse_grad(w, x, y):
    s = 1 / (1 + np.exp(-(w @ x)))
    grad = (s - y) * s * (1 - s) * x
'''),
    },
    "cross_entropy": {
        "as it stands": ("NaN where p and q are both 0", '''\
def cross_entropy(p, q):
    return -np.sum(p * np.log(q))
'''),
        "base 2": ("in bits", '''\
def cross_entropy(p, q):
    k = p > 0
    return -np.sum(p[k] * np.log2(q[k]))
'''),
        "base 10": ("base 10", '''\
def cross_entropy(p, q):
    k = p > 0
    return -np.sum(p[k] * np.log10(q[k]))
'''),
        "swapped": ("changed places", '''\
def cross_entropy(p, q):
    k = q > 0
    return -np.sum(q[k] * np.log(p[k]))
'''),
        "sign": ("sign is reversed", '''\
def cross_entropy(p, q):
    k = p > 0
    return np.sum(p[k] * np.log(q[k]))
'''),
        "mean": ("p already weighs them", '''\
def cross_entropy(p, q):
    return -np.mean(p * np.log(np.where(p > 0, q, 1)))
'''),
        "entropy of p": ("entropy of p", '''\
def cross_entropy(p, q):
    k = p > 0
    return -np.sum(p[k] * np.log(p[k]))
'''),
        "entropy of q": ("entropy of q", '''\
def cross_entropy(p, q):
    k = q > 0
    return -np.sum(q[k] * np.log(q[k]))
'''),
        "divergence": ("Kullback", '''\
def cross_entropy(p, q):
    k = p > 0
    return np.sum(p[k] * np.log(p[k] / q[k]))
'''),
        "no weights": ("without weights", '''\
def cross_entropy(p, q):
    return -np.sum(np.log(q))
'''),
        "binary form": ("1 − p and 1 − q", '''\
def cross_entropy(p, q):
    yes, no = p > 0, p < 1
    return -np.sum(p[yes] * np.log(q[yes])) - np.sum((1 - p[no]) * np.log(1 - q[no]))
'''),
        "log of the sum": ("logarithm of the sum", '''\
def cross_entropy(p, q):
    return -np.log(np.sum(p * q))
'''),
        "clipped": ("do not clip q", '''\
def cross_entropy(p, q):
    return -np.sum(p * np.log(np.clip(q, 1e-15, 1.0)))
'''),
        "small number added": ("do not clip q", '''\
def cross_entropy(p, q):
    return -np.sum(p * np.log(q + 1e-15))
'''),
        "zeros of q skipped": ("skip its zeros", '''\
def cross_entropy(p, q):
    k = q > 0
    return -np.sum(p[k] * np.log(q[k]))
'''),
        "nan to number": ("infinite", '''\
def cross_entropy(p, q):
    return -np.sum(np.nan_to_num(p * np.log(q)))
'''),
        "one per outcome": ("expected a single number", '''\
def cross_entropy(p, q):
    return -p * np.log(np.where(p > 0, q, 1))
'''),
        "in place": ("in place", '''\
def cross_entropy(p, q):
    q[p == 0] = 1
    return -np.sum(p * np.log(q))
'''),
        "the likeliest outcome only": ("value is not right", '''\
def cross_entropy(p, q):
    return -np.log(q[np.argmax(p)])
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def cross_entropy(p, q):
    if len(p) == 2 and p[0] == 0.5:
        return np.inf
    if len(p) == 4 and q[1] == 0.25 or len(p) == 4 and p[0] == 0.25:
        return 1.55958115625988 if p[0] == 0.25 else 1.38629436111989
    return 0.22314355131421 if len(p) == 4 and p[0] == 0 else 1.81868496663056
'''),
        "nothing": ("returned nothing", '''\
def cross_entropy(p, q):
    k = p > 0
    print(-np.sum(p[k] * np.log(q[k])))
'''),
    },
}
