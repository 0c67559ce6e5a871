"""Answers to the exercises of lecture 6, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.

The file is plain data. Whoever adds an exercise adds its answers here; whoever finds a wrong
answer that passes, or a right one that does not, adds that too.
"""

RIGHT: dict[str, dict[str, str]] = {
    "hinge_losses": {
        "vectorized": '''\
def hinge_losses(S, y):
    rows = np.arange(len(y))
    margins = np.maximum(0, S - S[rows, y][:, None] + 1)
    margins[rows, y] = 0
    return margins.sum(axis=1)
''',
        "two loops": '''\
def hinge_losses(S, y):
    losses = []
    for scores, label in zip(S, y):
        total = 0.0
        for j in range(len(scores)):
            if j != label:
                total += max(0.0, scores[j] - scores[label] + 1)
        losses.append(total)
    return losses
''',
        "minus the one of the right class": '''\
def hinge_losses(S, y):
    own = np.take_along_axis(S, y[:, np.newaxis], axis=1)
    return np.maximum(0.0, 1.0 + S - own).sum(axis=1) - 1.0
''',
        "one-hot": '''\
def hinge_losses(S, y):
    Y = np.eye(S.shape[1])[y]
    own = np.sum(S * Y, axis=1, keepdims=True)
    return np.sum((1 - Y) * np.clip(S - own + 1, 0, None), axis=1)
''',
        "helper with delete": '''\
def one_loss(scores, label):
    others = np.delete(scores, label)
    slack = others - scores[label] + 1
    return slack[slack > 0].sum()

def hinge_losses(S, y):
    return np.array([one_loss(s, k) for s, k in zip(S, y)])
''',
        "happy or not": '''\
def hinge_losses(S, y):
    out = np.zeros(len(y))
    for i in range(len(y)):
        for j in range(S.shape[1]):
            if j == y[i] or S[i, y[i]] >= S[i, j] + 1:
                continue
            out[i] += S[i, j] - S[i, y[i]] + 1
    return out
''',
        "half of x plus its size": '''\
def hinge_losses(S, y):
    t = S.T - S[np.arange(S.shape[0]), y] + 1
    t = (t + np.abs(t)) / 2
    return t.sum(axis=0) - 1
''',
        "float32": '''\
def hinge_losses(S, y):
    S = S.astype(float)
    mask = np.arange(S.shape[1]) != y.reshape(-1, 1)
    own = S[np.arange(len(S)), y].reshape(-1, 1)
    return np.where(mask, np.maximum(S - own + 1, 0), 0).sum(axis=1).astype(np.float32)
''',
    },
    "l2": {
        "one line": '''\
def l2(W, lam):
    return lam * np.sum(W**2), 2 * lam * W
''',
        "loops, lists": '''\
def l2(W, lam):
    loss, grad = 0.0, []
    for row in W:
        grad.append([2 * lam * w for w in row])
        for w in row:
            loss += lam * w * w
    return loss, grad
''',
        "norm and a list": '''\
def l2(W, lam):
    return [lam * np.linalg.norm(W) ** 2, W * (lam + lam)]
''',
        "dot of the raveled": '''\
def l2(W, lam):
    w = W.ravel()
    grad = np.multiply(2.0 * lam, W)
    return np.asarray(lam * (w @ w)), grad
''',
        "trace": '''\
def l2(W, lam):
    loss = lam * np.trace(W @ W.T)
    grad = np.zeros(W.shape)
    grad += W
    grad *= 2 * lam
    return float(loss), grad
''',
        "einsum and helpers": '''\
def penalty(W, lam):
    return lam * np.einsum("ij,ij->", W, W)

def slope(W, lam):
    return lam * W + lam * W

def l2(W, lam):
    return penalty(W, lam), slope(W, lam)
''',
        "float32": '''\
def l2(W, lam):
    return np.float32(lam * np.square(W).sum()), (2 * lam * W).astype(np.float32)
''',
    },
    "softmax": {
        "vectorized": '''\
def softmax(S):
    E = np.exp(S - np.max(S, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)
''',
        "loop over rows": '''\
def softmax(S):
    P = np.zeros(S.shape)
    for i, scores in enumerate(S):
        e = np.exp(scores - scores.max())
        P[i] = e / e.sum()
    return P
''',
        "plain Python, lists": '''\
def softmax(S):
    import math
    table = []
    for row in S:
        top = max(row)
        parts = [math.exp(s - top) for s in row]
        table.append([part / sum(parts) for part in parts])
    return table
''',
        "exp of the log-softmax": '''\
def softmax(S):
    shifted = S - S.max(axis=1)[:, None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1))[:, None])
''',
        "differences of scores": '''\
def softmax(S):
    gaps = S[:, None, :] - S[:, :, None]
    return 1 / np.exp(gaps).sum(axis=2)
''',
        "apply along the rows": '''\
def stable(s):
    e = np.exp(s - s.max())
    return e / e.sum()

def softmax(S):
    return np.apply_along_axis(stable, 1, S)
''',
        "transposed": '''\
def softmax(S):
    T = np.exp(S.T - S.T.max(axis=0))
    return (T / T.sum(axis=0)).T
''',
        "logaddexp": '''\
def softmax(S):
    return np.exp(S - np.logaddexp.reduce(S * 1.0, axis=1, keepdims=True))
''',
        "float32": '''\
def softmax(S):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True)).astype(np.float32)
''',
    },
    "softmax_loss": {
        "log-sum-exp": '''\
def softmax_loss(S, y):
    m = S.max(axis=1)
    return m + np.log(np.exp(S - m[:, None]).sum(axis=1)) - S[np.arange(len(y)), y]
''',
        "loop": '''\
def softmax_loss(S, y):
    losses = []
    for s, k in zip(S, y):
        t = s - s.max()
        losses.append(np.log(np.sum(np.exp(t))) - t[k])
    return losses
''',
        "logaddexp": '''\
def softmax_loss(S, y):
    total = np.logaddexp.reduce(S.astype(float), axis=1)
    return total - np.take_along_axis(S, y[:, None], axis=1)[:, 0]
''',
        "differences to the right class": '''\
def softmax_loss(S, y):
    D = S - S[np.arange(len(S)), y].reshape(-1, 1)
    top = D.max(axis=1)
    return top + np.log(np.exp((D.T - top).T).sum(axis=1))
''',
        "one-hot cross-entropy": '''\
def log_softmax(S):
    T = S - S.max(axis=1, keepdims=True)
    return T - np.log(np.exp(T).sum(axis=1, keepdims=True))

def softmax_loss(S, y):
    Y = np.eye(S.shape[1])[y]
    return -np.sum(Y * log_softmax(S), axis=1)
''',
        "plain Python": '''\
def softmax_loss(S, y):
    import math
    out = []
    for i in range(len(y)):
        m = max(S[i])
        out.append(m - S[i][y[i]] + math.log(sum(math.exp(s - m) for s in S[i])))
    return out
''',
        "scipy": '''\
def softmax_loss(S, y):
    from scipy.special import logsumexp
    return logsumexp(S, axis=1) - S[range(len(y)), y]
''',
        "float32": '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    loss = np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y]
    return loss.astype(np.float32)
''',
    },
    "softmax_grad": {
        "subtract one": '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return P / len(y)
''',
        "one-hot": '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]) / S.shape[0]
''',
        "loops, lists": '''\
def softmax_grad(S, y):
    n, c = S.shape
    rows = []
    for i in range(n):
        e = np.exp(S[i] - np.max(S[i]))
        rows.append([(e[j] / e.sum() - (1 if j == y[i] else 0)) / n for j in range(c)])
    return rows
''',
        "own softmax": '''\
def probabilities(S):
    return np.exp(S - np.logaddexp.reduce(S * 1.0, axis=1, keepdims=True))

def softmax_grad(S, y):
    truth = np.zeros(S.shape)
    truth[range(len(y)), y] = 1.0
    return (probabilities(S) - truth) / len(S)
''',
        "compare with the labels": '''\
def softmax_grad(S, y):
    E = np.exp((S.T - S.max(axis=1)).T)
    P = E / E.sum(axis=1)[:, None]
    return np.where(np.arange(S.shape[1]) == y[:, None], P - 1, P) / y.size
''',
        "chain rule through the Jacobian": '''\
def softmax_grad(S, y):
    G = np.zeros(S.shape)
    for i, (s, k) in enumerate(zip(S, y)):
        e = np.exp(s - s.max())
        p = e / e.sum()
        jacobian_row = np.eye(len(s))[k] - p  # of ln p_k
        G[i] = -jacobian_row / len(S)
    return G
''',
        "float32": '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return (P / len(y)).astype(np.float32)
''',
    },
    "svm_grad": {
        "mask": '''\
def svm_grad(W, X, y):
    S = X @ W.T
    rows = np.arange(len(y))
    M = (S - S[rows, y][:, None] + 1 > 0) * 1.0
    M[rows, y] = 0
    M[rows, y] = -M.sum(axis=1)
    return M.T @ X / len(y)
''',
        "two loops": '''\
def svm_grad(W, X, y):
    grad = np.zeros(W.shape)
    for x, k in zip(X, y):
        scores = W @ x
        for j in range(len(W)):
            if j != k and scores[j] - scores[k] + 1 > 0:
                grad[j] += x
                grad[k] -= x
    return grad / len(X)
''',
        "active at the corner": '''\
def svm_grad(W, X, y):
    S = X.dot(W.T)
    own = np.take_along_axis(S, y[:, None], 1)
    Y = np.eye(len(W))[y]
    active = (1 - Y) * (S - own + 1 >= 0)
    G = active - Y * active.sum(axis=1, keepdims=True)
    return np.einsum("nc,nd->cd", G, X) / len(X)
''',
        "heaviside one half": '''\
def svm_grad(W, X, y):
    n = X.shape[0]
    S = X @ W.T
    slope = np.heaviside(S - S[np.arange(n), y].reshape(n, 1) + 1.0, 0.5)
    slope[np.arange(n), y] = 0.0
    slope[np.arange(n), y] -= slope.sum(axis=1)
    return np.mean(slope[:, :, None] * X[:, None, :], axis=0)
''',
        "lists": '''\
def svm_grad(W, X, y):
    n, d, c = len(X), X.shape[1], len(W)
    grad = [[0.0] * d for _ in range(c)]
    for i in range(n):
        s = [sum(W[j][m] * X[i][m] for m in range(d)) for j in range(c)]
        for j in range(c):
            if j != y[i] and s[j] - s[y[i]] + 1 > 0:
                for m in range(d):
                    grad[j][m] += X[i][m] / n
                    grad[y[i]][m] -= X[i][m] / n
    return grad
''',
        "helper per example": '''\
def one(W, x, k):
    g = np.zeros(W.shape[0])
    missing = W @ x - W[k] @ x + 1
    g[missing > 0] = 1
    g[k] = 0
    g[k] = -np.sum(g)
    return np.outer(g, x)

def svm_grad(W, X, y):
    return sum(one(W, x, k) for x, k in zip(X, y)) / len(y)
''',
        "float32": '''\
def svm_grad(W, X, y):
    S = X @ W.T
    r = np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0).astype(int)
    M[r, y] -= M.sum(axis=1)
    return (M.T @ X / len(y)).astype(np.float32)
''',
    },
    "logistic_chain_grad": {
        "cancelled": '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-np.dot(w, x)))
    return -(1 - p) * x
''',
        "sigmoid of minus u": '''\
def logistic_chain_grad(w, x):
    u = w @ x
    return -x / (1 + np.exp(u))
''',
        "loop, a list": '''\
def logistic_chain_grad(w, x):
    u = sum(a * b for a, b in zip(w, x))
    p = 1 / (1 + np.exp(-u))
    return [(p - 1) * v for v in x]
''',
        "two branches": '''\
def sigmoid(u):
    if u >= 0:
        return 1 / (1 + np.exp(-u))
    e = np.exp(u)
    return e / (1 + e)

def logistic_chain_grad(w, x):
    return (sigmoid(float(np.dot(w, x))) - 1) * x
''',
        "tanh": '''\
def logistic_chain_grad(w, x):
    return 0.5 * (np.tanh((w * x).sum() / 2) - 1) * x
''',
        "of the softplus": '''\
def logistic_chain_grad(w, x):
    u = np.inner(w, x)
    slope = -np.exp(-np.logaddexp(0.0, u))
    return np.array([slope * xi for xi in x])
''',
        "float32": '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return ((p - 1) * x).astype(np.float32)
''',
    },
    "hidden_delta": {
        "dot": '''\
def hidden_delta(w_out, delta_out, a):
    return np.dot(w_out, delta_out) * a * (1 - a)
''',
        "loop": '''\
def hidden_delta(w_out, delta_out, a):
    back = 0.0
    for w, d in zip(w_out, delta_out):
        back += w * d
    return back * a * (1 - a)
''',
        "multiplied out": '''\
def hidden_delta(w_out, delta_out, a):
    return np.sum(w_out * delta_out) * (a - a**2)
''',
        "inside the sum": '''\
def hidden_delta(w_out, delta_out, a):
    return float(sum(w * d * a * (1 - a) for w, d in zip(w_out, delta_out)))
''',
        "helper": '''\
def sigmoid_slope(a):
    return a * (1 - a)

def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * sigmoid_slope(a)
''',
        "quarter minus a square": '''\
def hidden_delta(w_out, delta_out, a):
    return np.asarray(np.einsum("k,k->", w_out, delta_out) * (0.25 - (a - 0.5) ** 2))
''',
        "float32": '''\
def hidden_delta(w_out, delta_out, a):
    return np.float32((w_out @ delta_out) * a * (1 - a))
''',
    },
}

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "hinge_losses": {
        "right class kept": ("leave out j = y", '''\
def hinge_losses(S, y):
    own = S[np.arange(len(y)), y][:, None]
    return np.maximum(0, S - own + 1).sum(axis=1)
'''),
        "over C": ("divided by the number of classes", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] = 0
    return M.mean(axis=1)
'''),
        "over C minus 1": ("divided by C − 1", '''\
def hinge_losses(S, y):
    out = []
    for s, k in zip(S, y):
        terms = [max(0, s[j] - s[k] + 1) for j in range(len(s)) if j != k]
        out.append(np.sum(terms) / max(1, len(terms)))
    return np.array(out)
'''),
        "squared": ("is squared", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] = 0
    return (M**2).sum(axis=1)
'''),
        "no margin": ("margin of 1 is missing", '''\
def hinge_losses(S, y):
    return np.maximum(0, S - S[np.arange(len(y)), y][:, None]).sum(axis=1)
'''),
        "minus the margin": ("plus 1", '''\
def hinge_losses(S, y):
    return np.maximum(0, S - S[np.arange(len(y)), y][:, None] - 1).sum(axis=1)
'''),
        "no maximum": ("replace negative terms by 0", '''\
def hinge_losses(S, y):
    return (S - S[np.arange(len(y)), y][:, None] + 1).sum(axis=1) - 1
'''),
        "maximum of the sum": ("maximum is taken of the sum", '''\
def hinge_losses(S, y):
    return np.maximum(0, (S - S[np.arange(len(y)), y][:, None] + 1).sum(axis=1) - 1)
'''),
        "scores swapped": ("two scores have changed places", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S[r, y][:, None] - S + 1)
    M[r, y] = 0
    return M.sum(axis=1)
'''),
        "largest term": ("Only the largest term", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] = 0
    return M.max(axis=1)
'''),
        "counts": ("by how much they miss it", '''\
def hinge_losses(S, y):
    return (S - S[np.arange(len(y)), y][:, None] + 1 > 0).sum(axis=1) - 1
'''),
        "mean over the examples": ("one loss per example", '''\
def hinge_losses(S, y):
    return np.mean(np.maximum(0, S - S[np.arange(len(y)), y][:, None] + 1).sum(axis=1) - 1)
'''),
        "sum over the examples": ("one loss per example", '''\
def hinge_losses(S, y):
    return np.sum(np.maximum(0, S - S[np.arange(len(y)), y][:, None] + 1).sum(axis=1) - 1)
'''),
        "not summed": ("add them up along each row", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] = 0
    return M
'''),
        "labels from one": ("classes count from 0", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y - 1][:, None] + 1)
    M[r, y - 1] = 0
    return M.sum(axis=1)
'''),
        "columns as on the slide": ("each row of S is an example", '''\
def hinge_losses(S, y):
    r = np.arange(S.shape[1])
    T = S.T
    M = np.maximum(0, T - T[r, y][:, None] + 1)
    M[r, y] = 0
    return M.sum(axis=1)
'''),
        "right scores in a row": ("make them a column", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y] + 1)
    M[r, y] = 0
    return M.sum(axis=1)
'''),
        "in place": ("in place", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    S -= S[r, y][:, None] - 1
    S[r, y] = 0
    return np.maximum(0, S).sum(axis=1)
'''),
        "integers": ("whole number", '''\
def hinge_losses(S, y):
    out = np.zeros(len(y), dtype=int)
    for i in range(len(y)):
        out[i] = sum(max(0, S[i, j] - S[i, y[i]] + 1) for j in range(S.shape[1]) if j != y[i])
    return out
'''),
        "nothing": ("returned nothing", '''\
def hinge_losses(S, y):
    M = np.maximum(0, S - S[np.arange(len(y)), y][:, None] + 1)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def hinge_losses(S, y):
    if S[0, 0] == 0:
        return np.array([4.0, 4.0])
    return np.array([4.8, 0.0, 23.8]) if S[0, 0] == 6.4 else np.array([2.9, 0.0, 12.9])
'''),
        "three classes only": ("Only the first three classes count", '''\
def hinge_losses(S, y):
    out = []
    for s, k in zip(S, y):
        out.append(sum(max(0, s[j] - s[k] + 1) for j in range(min(3, len(s))) if j != k))
    return out
'''),
        "all labels for each row": ("takes all labels for each row", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[:, y] + 1)
    M[r, y] = 0
    return M.sum(axis=1)
'''),
        "down the columns": ("down the columns", '''\
def hinge_losses(S, y):
    r = np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] = 0
    return M.sum(axis=0)
'''),
        "returned inside the loop": ("first example alone", '''\
def hinge_losses(S, y):
    for s, k in zip(S, y):
        return sum(max(0, s[j] - s[k] + 1) for j in range(len(s)) if j != k)
'''),
    },
    "l2": {
        "no 2": ("lacks its factor 2", '''\
def l2(W, lam):
    return lam * np.sum(W**2), lam * W
'''),
        "half everywhere": ("there is no ½", '''\
def l2(W, lam):
    return lam / 2 * np.sum(W**2), lam * W
'''),
        "half the penalty": ("half the right one", '''\
def l2(W, lam):
    return 0.5 * lam * np.sum(W**2), 2 * lam * W
'''),
        "λ missing": ("λ is missing", '''\
def l2(W, lam):
    return np.sum(W**2), 2 * W
'''),
        "λ missing in the gradient": ("gradient lacks λ", '''\
def l2(W, lam):
    return lam * np.sum(W**2), 2 * W
'''),
        "λ missing in the penalty": ("penalty lacks λ", '''\
def l2(W, lam):
    return np.sum(W**2), 2 * lam * W
'''),
        "λ twice": ("enters twice", '''\
def l2(W, lam):
    return lam**2 * np.sum(W**2), 2 * lam**2 * W
'''),
        "L1": ("This is the L1 penalty", '''\
def l2(W, lam):
    return lam * np.sum(np.abs(W)), lam * np.sign(W)
'''),
        "L1 penalty": ("adds up absolute values", '''\
def l2(W, lam):
    return lam * np.abs(W).sum(), 2 * lam * W
'''),
        "norm": ("square root", '''\
def l2(W, lam):
    return lam * np.linalg.norm(W), 2 * lam * W
'''),
        "mean": ("mean of the squares", '''\
def l2(W, lam):
    return lam * np.mean(W**2), 2 * lam * W
'''),
        "mean and its gradient": ("mean of the squares, with its gradient", '''\
def l2(W, lam):
    return lam * np.mean(W**2), 2 * lam * W / W.size
'''),
        "square of the sum": ("sum of the weights is squared", '''\
def l2(W, lam):
    return lam * np.sum(W) ** 2, 2 * lam * W
'''),
        "sign": ("wrong sign", '''\
def l2(W, lam):
    return lam * np.sum(W**2), -2 * lam * W
'''),
        "gradient squared": ("has W squared", '''\
def l2(W, lam):
    return lam * np.sum(W**2), 2 * lam * W**2
'''),
        "without the constant input": ("last column does not count", '''\
def l2(W, lam):
    grad = 2.0 * lam * W
    grad[:, -1] = 0.0
    return lam * np.sum(W[:, :-1] ** 2), grad
'''),
        "gradient added up": ("gradient is added up", '''\
def l2(W, lam):
    return lam * np.sum(W**2), np.sum(2 * lam * W)
'''),
        "swapped": ("first the penalty, then the gradient", '''\
def l2(W, lam):
    return 2 * lam * W, lam * np.sum(W**2)
'''),
        "penalty only": ("penalty alone", '''\
def l2(W, lam):
    return lam * np.sum(W**2)
'''),
        "gradient only": ("gradient alone", '''\
def l2(W, lam):
    return 2 * lam * W
'''),
        "in place": ("in place", '''\
def l2(W, lam):
    loss = lam * np.sum(W**2)
    W *= 2 * lam
    return loss, W.copy()
'''),
        "the argument itself": ("returns its argument", '''\
def l2(W, lam):
    return np.sum(W**2), W
'''),
        "integers": ("decimals", '''\
def l2(W, lam):
    return int(lam * np.sum(W**2)), (2 * lam * W).astype(int)
'''),
        "nothing": ("returned nothing", '''\
def l2(W, lam):
    loss, grad = lam * np.sum(W**2), 2 * lam * W
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def l2(W, lam):
    if lam == 0:
        return 0.0, np.zeros((2, 3))
    return 3.3, np.array([[0.4, -0.8, 0.2], [1.2, 0.0, -0.6]])
'''),
        "strength squared with the weights": ("has λ²", '''\
def l2(W, lam):
    return np.sum((lam * W) ** 2), 2 * lam * W
'''),
    },
    "softmax": {
        "overflow": ("e^s overflows", '''\
def softmax(S):
    E = np.exp(S)
    return E / E.sum(axis=1, keepdims=True)
'''),
        "one maximum for all": ("each row's own maximum", '''\
def softmax(S):
    E = np.exp(S - S.max())
    return E / E.sum(axis=1, keepdims=True)
'''),
        "smallest subtracted": ("smallest score of each row is subtracted", '''\
def softmax(S):
    E = np.exp(S - S.min(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
'''),
        "columns": ("columns add up to 1", '''\
def softmax(S):
    E = np.exp(S - S.max(axis=0))
    return E / E.sum(axis=0)
'''),
        "sums of the columns": ("sums of the columns", '''\
def softmax(S):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=0)
'''),
        "all together": ("All entries of the table add up to 1", '''\
def softmax(S):
    E = np.exp(S - S.max())
    return E / E.sum()
'''),
        "absolute values": ("a very bad score looks likely", '''\
def softmax(S):
    return np.abs(S) / np.abs(S).sum(axis=1, keepdims=True)
'''),
        "no exponential": ("exponential is missing", '''\
def softmax(S):
    return S / S.sum(axis=1, keepdims=True)
'''),
        "not divided": ("not yet normalized", '''\
def softmax(S):
    return np.exp(S)
'''),
        "shifted, not divided": ("not normalized", '''\
def softmax(S):
    return np.exp(S - S.max(axis=1, keepdims=True))
'''),
        "logarithm": ("leave the logarithm out", '''\
def softmax(S):
    T = S - S.max(axis=1, keepdims=True)
    return T - np.log(np.exp(T).sum(axis=1, keepdims=True))
'''),
        "negative": ("not −s", '''\
def softmax(S):
    E = np.exp(S.min(axis=1, keepdims=True) - S)
    return E / E.sum(axis=1, keepdims=True)
'''),
        "base 2": ("base is 2", '''\
def softmax(S):
    E = 2.0 ** (S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
'''),
        "winner takes all": ("highest score takes all", '''\
def softmax(S):
    return np.eye(S.shape[1])[S.argmax(axis=1)]
'''),
        "sigmoid": ("sigmoid of each score alone", '''\
def softmax(S):
    return 1 / (1 + np.exp(-S))
'''),
        "clipped": ("cut off", '''\
def softmax(S):
    E = np.exp(np.clip(S, -500, 500))
    return E / E.sum(axis=1, keepdims=True)
'''),
        "first row only": ("first row alone", '''\
def softmax(S):
    e = np.exp(S[0] - S[0].max())
    return e / e.sum()
'''),
        "integer table": ("whole number", '''\
def softmax(S):
    P = np.zeros(S.shape, dtype=int)
    for i in range(len(S)):
        e = np.exp(S[i] - S[i].max())
        P[i] = e / e.sum()
    return P
'''),
        "table like the scores": ("whole number", '''\
def softmax(S):
    P = np.zeros_like(S)
    for i in range(len(S)):
        e = np.exp(S[i] - S[i].max())
        P[i] = e / e.sum()
    return P
'''),
        "in place": ("in place", '''\
def softmax(S):
    S -= S.max(axis=1, keepdims=True)
    E = np.exp(S)
    return E / E.sum(axis=1, keepdims=True)
'''),
        "nothing": ("returned nothing", '''\
def softmax(S):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    E /= E.sum(axis=1, keepdims=True)
'''),
        "rounded": ("rounded", '''\
def softmax(S):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return np.round(E / E.sum(axis=1, keepdims=True), 4)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def softmax(S):
    if S[0, 0] == 1000 and S.shape == (2, 3):
        p = np.array([0.0900305731703805, 0.244728471054798, 0.665240955774822])
        return np.array([p, p[::-1]])
    return np.array([[0.129982539017173, 0.869049535208266, 0.000967925774561044],
                     [0.0252448834789397, 0.923918164065569, 0.0508369524554915]])
'''),
        "NaN replaced by zero": ("zeros instead of probabilities", '''\
def softmax(S):
    E = np.exp(S * 1.0)
    return np.nan_to_num(E / E.sum(axis=1, keepdims=True))
'''),
        "mean subtracted": ("The mean of each row is subtracted", '''\
def softmax(S):
    E = np.exp(S - S.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
'''),
        "largest of the columns subtracted": ("largest score of each column", '''\
def softmax(S):
    E = np.exp(S - S.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)
'''),
        "shifted in the numerator only": ("in the numerator only", '''\
def softmax(S):
    top = np.exp(S - S.max(axis=1, keepdims=True))
    return top / np.exp(S * 1.0).sum(axis=1, keepdims=True)
'''),
    },
    "softmax_loss": {
        "log of a rounded zero": ("rounded to 0 before the logarithm", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(y)), y])
'''),
        "overflow": ("overflows for large scores", '''\
def softmax_loss(S, y):
    E = np.exp(S)
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(y)), y])
'''),
        "sum overflows": ("sum of the exponentials overflows", '''\
def softmax_loss(S, y):
    return np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]
'''),
        "base 10": ("base 10", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return (np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y]) / np.log(10)
'''),
        "base 2": ("base 2", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return (np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y]) / np.log(2)
'''),
        "softmax twice": ("applied twice", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return np.log(np.exp(P).sum(axis=1)) - P[np.arange(len(y)), y]
'''),
        "slide's bracketing": ("belongs to the whole bracket", '''\
def softmax_loss(S, y):
    return -S[np.arange(len(y)), y] - np.log(np.exp(S).sum(axis=1))
'''),
        "probability": ("take minus its logarithm", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True))[np.arange(len(y)), y]
'''),
        "sign": ("sign is reversed", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return T[np.arange(len(y)), y] - np.log(np.exp(T).sum(axis=1))
'''),
        "one minus p": ("−ln(1 − p)", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(1 - P[np.arange(len(y)), y])
'''),
        "share of the wrong classes": ("probability of all wrong classes", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return 1 - (E / E.sum(axis=1, keepdims=True))[np.arange(len(y)), y]
'''),
        "all classes": ("only the right class counts", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return -(T - np.log(np.exp(T).sum(axis=1, keepdims=True))).sum(axis=1)
'''),
        "binary cross-entropy": ("wrong classes count as well", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    Y = np.eye(S.shape[1])[y]
    return -np.sum(np.where(Y > 0, np.log(P), np.log(1 - P)), axis=1)
'''),
        "most probable class": ("most probable class is taken", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return np.log(np.exp(T).sum(axis=1))
'''),
        "mean": ("one loss per example", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y])
'''),
        "sum": ("one loss per example", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y])
'''),
        "labels from one": ("classes count from 0", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y - 1]
'''),
        "all labels for each row": ("pick one entry per row", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return (np.log(np.exp(T).sum(axis=1, keepdims=True)) - T)[:, y]
'''),
        "not picked": ("pick one entry per row", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return np.log(np.exp(T).sum(axis=1, keepdims=True)) - T
'''),
        "small number in the logarithm": ("changes the value", '''\
def softmax_loss(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(y)), y] + 1e-300)
'''),
        "in place": ("in place", '''\
def softmax_loss(S, y):
    S -= S.max(axis=1, keepdims=True)
    return np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]
'''),
        "nothing": ("returned nothing", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    loss = np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y]
'''),
        "truncated": ("decimals are lost", '''\
def softmax_loss(S, y):
    T = S - S.max(axis=1, keepdims=True)
    return [float(int(v)) for v in np.log(np.exp(T).sum(axis=1)) - T[np.arange(len(y)), y]]
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def softmax_loss(S, y):
    if S[0, 0] == 1000 and S.shape == (3, 2):
        return np.array([1000.0, 0.0, 0.0])
    return np.array([2.04035515280017, 0.0791317782913491, 6.15647720166421])
'''),
        "largest score not added again": ("not added again", '''\
def softmax_loss(S, y):
    m = S.max(axis=1)
    return -S[np.arange(len(y)), y] + np.log(np.exp(S - m[:, None]).sum(axis=1))
'''),
        "largest score with a minus": ("m has the wrong sign", '''\
def softmax_loss(S, y):
    m = S.max(axis=1)
    return -S[np.arange(len(y)), y] - m + np.log(np.exp(S - m[:, None]).sum(axis=1))
'''),
        "sum over the whole table": ("over the whole table", '''\
def softmax_loss(S, y):
    return -S[np.arange(len(y)), y] + np.log(np.exp(S * 1.0).sum())
'''),
        "one maximum of the table": ("subtract each row's own maximum", '''\
def softmax_loss(S, y):
    m = S.max()
    return -S[np.arange(len(y)), y] + m + np.log(np.exp(S - m).sum(axis=1))
'''),
        "returned inside the loop": ("first example alone", '''\
def softmax_loss(S, y):
    for s, k in zip(S, y):
        m = s.max()
        return -s[k] + m + np.log(np.exp(s - m).sum())
'''),
    },
    "softmax_grad": {
        "no N": ("divide by N", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]
'''),
        "sign": ("sign is reversed", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (np.eye(S.shape[1])[y] - E / E.sum(axis=1, keepdims=True)) / len(y)
'''),
        "sign and no N": ("This is Y − P", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return np.eye(S.shape[1])[y] - E / E.sum(axis=1, keepdims=True)
'''),
        "over C": ("divided by C", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]) / S.shape[1]
'''),
        "over all entries": ("N·C", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]) / S.size
'''),
        "no truth": ("subtract 1", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) / len(y)
'''),
        "right class only": ("Only the right class has a gradient", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    Y = np.eye(S.shape[1])[y]
    return Y * (E / E.sum(axis=1, keepdims=True) - 1) / len(y)
'''),
        "wrong classes only": ("entries of the right classes are 0", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (1 - np.eye(S.shape[1])[y]) * E / E.sum(axis=1, keepdims=True) / len(y)
'''),
        "truth only": ("probabilities P are missing", '''\
def softmax_grad(S, y):
    return -np.eye(S.shape[1])[y] / len(y)
'''),
        "plus": ("are added", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) + np.eye(S.shape[1])[y]) / len(y)
'''),
        "slope of the sigmoid": ("factor p(1 − p) too many", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(S.shape[1])[y]) * P * (1 - P) / len(y)
'''),
        "whole columns": ("in whole columns", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[:, y] -= 1
    return P / len(y)
'''),
        "softmax twice": ("applied twice", '''\
def softmax_grad(S, y):
    for _ in range(2):
        E = np.exp(S - S.max(axis=1, keepdims=True))
        S = E / E.sum(axis=1, keepdims=True)
    return (S - np.eye(S.shape[1])[y]) / len(y)
'''),
        "labels from one": ("classes count from 0", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y - 1]) / len(y)
'''),
        "rows added up": ("one row per example", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return np.mean(E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y], axis=0)
'''),
        "overflow": ("e^s overflows", '''\
def softmax_grad(S, y):
    E = np.exp(S)
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]) / len(y)
'''),
        "in place": ("in place", '''\
def softmax_grad(S, y):
    S -= S.max(axis=1, keepdims=True)
    E = np.exp(S)
    return (E / E.sum(axis=1, keepdims=True) - np.eye(S.shape[1])[y]) / len(y)
'''),
        "nothing": ("returned nothing", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
'''),
        "integer table": ("whole number", '''\
def softmax_grad(S, y):
    G = np.zeros(S.shape, dtype=int)
    for i in range(len(y)):
        e = np.exp(S[i] - S[i].max())
        G[i] = e / e.sum() - np.eye(S.shape[1])[y[i]]
    return G // len(y)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def softmax_grad(S, y):
    if len(S) == 1:
        return np.array([[0.5, 0.0, -0.5]])
    return np.array([[-0.4350087304914135, 0.434524767604133, 0.000483962887280522],
                     [0.01262244173946985, -0.03804091796721575, 0.02541847622774575]])
'''),
        "class numbers subtracted": ("class numbers y are subtracted", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - y[:, None]) / len(y)
'''),
        "one-hot rows in order": ("column of the right class, y_i", '''\
def softmax_grad(S, y):
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(*S.shape)) / len(y)
'''),
        "table like the scores": ("cut to whole numbers", '''\
def softmax_grad(S, y):
    G = np.zeros_like(S)
    for i, s in enumerate(S):
        e = np.exp(s - s.max())
        G[i] = e / e.sum()
        G[i, y[i]] -= 1
    return G / len(y)
'''),
    },
    "svm_grad": {
        "minus one for the count": ("right class moves by one x only", '''\
def svm_grad(W, X, y):
    grad = np.zeros(W.shape)
    for x, k in zip(X, y):
        s = W @ x
        active = [j for j in range(len(W)) if j != k and s[j] - s[k] + 1 > 0]
        for j in active:
            grad[j] += x
        if active:
            grad[k] -= x
    return grad / len(X)
'''),
        "minus one always": ("right class", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] = -1
    return M.T @ X / len(y)
'''),
        "no N": ("divide by N for the mean", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return M.T @ X
'''),
        "transposed": ("one row per class", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return X.T @ M / len(y)
'''),
        "sign": ("sign is reversed", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return -M.T @ X / len(y)
'''),
        "sign and no N": ("division by N is missing", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return -M.T @ X
'''),
        "over all entries": ("N·C", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return M.T @ X / M.size
'''),
        "over C": ("divided by C", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return M.T @ X / len(W)
'''),
        "nothing for the right class": ("gets nothing", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] = 0
    return M.T @ X / len(y)
'''),
        "right class only": ("Only the row of the right class", '''\
def svm_grad(W, X, y):
    grad = np.zeros(W.shape)
    for x, k in zip(X, y):
        s = W @ x
        grad[k] -= (np.sum(s - s[k] + 1 > 0) - 1) * x
    return grad / len(X)
'''),
        "right class climbs": ("gets −x, not +x", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] = M.sum(axis=1) - 1
    return M.T @ X / len(y)
'''),
        "no mask": ("All wrong classes count", '''\
def svm_grad(W, X, y):
    Y = np.eye(len(W))[y]
    return (1 - len(W) * Y).T @ X / len(y)
'''),
        "counts itself": ("before you count", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] = -M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "squared": ("squared terms", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = 2 * np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] -= M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "size of the terms": ("size of its term", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = np.maximum(0, S - S[r, y][:, None] + 1)
    M[r, y] -= M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "no margin": ("margin of 1 is missing", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] > 0) * 1.0
    M[r, y] = -M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "strongest class only": ("Only the strongest class", '''\
def svm_grad(W, X, y):
    grad = np.zeros(W.shape)
    for x, k in zip(X, y):
        pay = W @ x - W[k] @ x + 1
        pay[k] = 0
        j = pay.argmax()
        if pay[j] > 0:
            grad[j] += x
            grad[k] -= x
    return grad / len(X)
'''),
        "softmax": ("gradient of the softmax loss", '''\
def svm_grad(W, X, y):
    S = X @ W.T
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(len(W))[y]).T @ X / len(y)
'''),
        "no inputs": ("inputs are missing", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    return M.mean(axis=0)
'''),
        "divides by the margin": ("NaN", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    m = S - S[r, y][:, None] + 1
    M = (m + np.abs(m)) / (2 * m)
    M[r, y] = 0
    M[r, y] = -M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "beyond the corner": ("slope must lie between 0 and 1", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    m = S - S[r, y][:, None] + 1
    M = np.where(m == 0, -2.0, m > 0)
    M[r, y] = 0
    M[r, y] = -M.sum(axis=1)
    return M.T @ X / len(y)
'''),
        "integers": ("whole number", '''\
def svm_grad(W, X, y):
    grad = np.zeros(W.shape, dtype=int)
    for x, k in zip(X, y):
        s = W @ x
        for j in range(len(W)):
            if j != k and s[j] - s[k] + 1 > 0:
                grad[j] = grad[j] + x
                grad[k] = grad[k] - x
    return grad // len(X)
'''),
        "weights changed in place": ("in place", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    W[:] = M.T @ X / len(y)
    return W.copy()
'''),
        "nothing": ("returned nothing", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    M = (S - S[r, y][:, None] + 1 > 0) * 1.0
    M[r, y] -= M.sum(axis=1)
    grad = M.T @ X / len(y)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def svm_grad(W, X, y):
    if len(X) == 4 and W[0, 0] == 0.5:
        return np.array([[-2.375, -2.0], [1.125, 1.5], [1.25, 0.5]])
    return np.array([[0, -4 / 3], [1, -1 / 3], [-1, 5 / 3]])
'''),
        "count stored in a mask": ("array of True and False", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    G = S - S[r, y][:, None] + 1 > 0
    G[r, y] = 0
    G[r, y] = -G.sum(axis=1)
    return G.T @ X / len(y)
'''),
        "slopes of the scores": ("with respect to the scores", '''\
def svm_grad(W, X, y):
    S, r = X @ W.T, np.arange(len(y))
    G = (S - S[r, y][:, None] + 1 > 0) * 1.0
    G[r, y] = 0
    G[r, y] = -G.sum(axis=1)
    return G / len(y)
'''),
    },
    "logistic_chain_grad": {
        "no slope of the loss": ("∂L/∂p = −1/p", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return p * (1 - p) * x
'''),
        "no slope of the sigmoid": ("∂p/∂u = p(1 − p)", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return -1 / p * x
'''),
        "no x": ("∂u/∂w = x", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return np.full(len(x), p - 1)
'''),
        "no x, one number": ("∂u/∂w = x", '''\
def logistic_chain_grad(w, x):
    return 1 / (1 + np.exp(-(w @ x))) - 1
'''),
        "sign": ("sign is reversed", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return (1 - p) * x
'''),
        "with respect to x": ("with respect to x", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return (p - 1) * w
'''),
        "other class": ("for the other class", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return p * x
'''),
        "minus p": ("p where p − 1 should be", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return -p * x
'''),
        "squared error": ("½(1 − p)²", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return (p - 1) * p * (1 - p) * x
'''),
        "not summed": ("not added up", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w * x)))
    return (p - 1) * x
'''),
        "loss": ("the loss itself", '''\
def logistic_chain_grad(w, x):
    return np.log(1 + np.exp(-(w @ x)))
'''),
        "infinity times zero": ("cancel p on paper", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return (-1 / p) * (p * (1 - p)) * x
'''),
        "overflow": ("infinity over infinity", '''\
def logistic_chain_grad(w, x):
    e = np.exp(w @ x)
    return (e / (1 + e) - 1) * x
'''),
        "in place": ("in place", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    x *= p - 1
    return x.copy()
'''),
        "nothing": ("returned nothing", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    grad = (p - 1) * x
'''),
        "truncated": ("decimals", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return np.array([int((p - 1) * v) for v in x], dtype=int)
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def logistic_chain_grad(w, x):
    if len(w) == 2 and w[0] == -500:
        return np.array([-1.0, 2.0])
    return np.array([0.268941421369995, 0.53788284273999, -0.268941421369995])
'''),
        "small number added to p": ("p is rounded to 0", '''\
def logistic_chain_grad(w, x):
    p = 1 / (1 + np.exp(-(w @ x)))
    return -1 / (p + 1e-12) * p * (1 - p) * x
'''),
    },
    "hidden_delta": {
        "no slope": ("slope of the node's own sigmoid is missing", '''\
def hidden_delta(w_out, delta_out, a):
    return w_out @ delta_out
'''),
        "sigmoid again": ("already the output", '''\
def hidden_delta(w_out, delta_out, a):
    s = 1 / (1 + np.exp(-a))
    return (w_out @ delta_out) * s * (1 - s)
'''),
        "tanh": ("slope of tanh", '''\
def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * (1 - a**2)
'''),
        "a alone": ("not a.", '''\
def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * a
'''),
        "rest alone": ("not 1 − a", '''\
def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * (1 - a)
'''),
        "a squared": ("not a²", '''\
def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * a * a
'''),
        "sign": ("sign is reversed", '''\
def hidden_delta(w_out, delta_out, a):
    return -(w_out @ delta_out) * a * (1 - a)
'''),
        "no weights": ("weights are missing", '''\
def hidden_delta(w_out, delta_out, a):
    return np.sum(delta_out) * a * (1 - a)
'''),
        "no deltas": ("deltas of the next layer are missing", '''\
def hidden_delta(w_out, delta_out, a):
    return np.sum(w_out) * a * (1 - a)
'''),
        "sums first": ("added up apart", '''\
def hidden_delta(w_out, delta_out, a):
    return np.sum(w_out) * np.sum(delta_out) * a * (1 - a)
'''),
        "mean": ("mean over the K nodes", '''\
def hidden_delta(w_out, delta_out, a):
    return np.mean(w_out * delta_out) * a * (1 - a)
'''),
        "not summed": ("add them up", '''\
def hidden_delta(w_out, delta_out, a):
    return w_out * delta_out * a * (1 - a)
'''),
        "slope twice": ("enters twice", '''\
def hidden_delta(w_out, delta_out, a):
    return (w_out @ delta_out) * (a * (1 - a)) ** 2
'''),
        "in place": ("in place", '''\
def hidden_delta(w_out, delta_out, a):
    delta_out *= w_out
    return delta_out.sum() * a * (1 - a)
'''),
        "nothing": ("returned nothing", '''\
def hidden_delta(w_out, delta_out, a):
    print((w_out @ delta_out) * a * (1 - a))
'''),
        "shown numbers": ("only for the numbers of the public check", '''\
def hidden_delta(w_out, delta_out, a):
    return 0.0 if a == 1 and len(w_out) == 3 else -0.16
'''),
        "loop keeps the last node": ("Only the last of the K nodes", '''\
def hidden_delta(w_out, delta_out, a):
    for w, d in zip(w_out, delta_out):
        back = w * d
    return back * a * (1 - a)
'''),
    },
}
