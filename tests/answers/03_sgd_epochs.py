"""Answers to the exercises of lecture 3, as students write them: right ones and wrong ones.

``RIGHT[exercise][name]`` is the code of a whole solution cell that must get full marks.
``WRONG[exercise][name]`` is a pair: a text that the message must contain, and the code of a cell
that must lose marks. Each answer stands alone: it needs NumPy as ``np`` and no other exercise.

The file is plain data. Whoever adds an exercise adds its answers here; whoever finds a wrong
answer that passes, or a right one that does not, adds that too.
"""

RIGHT: dict[str, dict[str, str]] = {
    "steps_per_epoch": {
        "integer division": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    if drop_last:
        return n // batch_size
    return -(-n // batch_size)
''',
        "ceil and floor": '''\
import math

def steps_per_epoch(n, batch_size, drop_last=False):
    return math.floor(n / batch_size) if drop_last else math.ceil(n / batch_size)
''',
        "numpy, made an integer": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    rounded = np.floor if drop_last else np.ceil
    return int(rounded(n / batch_size))
''',
        "length of a range": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    end = n - n % batch_size if drop_last else n
    return len(range(0, end, batch_size))
''',
        "counted in a loop": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    steps = 0
    while n >= batch_size:
        n -= batch_size
        steps += 1
    if n > 0 and not drop_last:
        steps += 1
    return steps
''',
        "numpy integer": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    extra = 0 if drop_last else batch_size - 1
    return np.int64((n + extra) // batch_size)
''',
        "0-d array": '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    full = n // batch_size
    return np.array(full + (0 if drop_last else int(n % batch_size > 0)))
''',
    },
    "epoch_batches": {
        "permutation and slices": '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
''',
        "shuffle": '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, np.arange(batch_size, n, batch_size))
''',
        "choice without replacement": '''\
def epoch_batches(n, batch_size, rng):
    left = rng.choice(n, size=n, replace=False)
    batches = []
    while len(left):
        batches.append(left[:batch_size])
        left = left[batch_size:]
    return batches
''',
        "sort random numbers": '''\
def epoch_batches(n, batch_size, rng):
    order = np.argsort(rng.random(n))
    steps = (n + batch_size - 1) // batch_size
    return [order[t * batch_size : (t + 1) * batch_size].copy() for t in range(steps)]
''',
        "lists of a list": '''\
def epoch_batches(n, batch_size, rng):
    order = [int(i) for i in rng.permutation(np.arange(n))]
    batches = [[]]
    for i in order:
        if len(batches[-1]) == batch_size:
            batches.append([])
        batches[-1].append(i)
    return batches
''',
        "drawn from a hat": '''\
def epoch_batches(n, batch_size, rng):
    hat = list(range(n))
    drawn = []
    while hat:
        drawn.append(hat.pop(int(rng.choice(len(hat)))))
    return tuple(np.array(drawn[k : k + batch_size]) for k in range(0, n, batch_size))
''',
        "each batch drawn from what is left": '''\
def epoch_batches(n, batch_size, rng):
    left = np.arange(n)
    batches = []
    while left.size > 0:
        batch = rng.choice(left, size=min(batch_size, left.size), replace=False)
        batches.append(batch)
        left = np.setdiff1d(left, batch)
    return batches
''',
        "sorted inside each batch": '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [np.sort(order[k : k + batch_size]) for k in range(0, n, batch_size)]
''',
        "evened out": '''\
def epoch_batches(n, batch_size, rng):
    steps = int(np.ceil(n / batch_size))
    return np.array_split(rng.permutation(n), steps)
''',
        "Fisher and Yates": '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)
    for last in range(n - 1, 0, -1):
        j = int(rng.random() * (last + 1))
        order[last], order[j] = order[j], order[last]
    return [order[k : min(n, k + batch_size)] for k in range(0, n, batch_size)]
''',
    },
    "take_batch": {
        "fancy indexing": '''\
def take_batch(X, y, idx):
    return X[idx], y[idx]
''',
        "take": '''\
def take_batch(X, y, idx):
    return np.take(X, idx, axis=0), y.take(idx)
''',
        "rows in a loop": '''\
def take_batch(X, y, idx):
    X_b, y_b = [], []
    for i in idx:
        X_b.append(X[i])
        y_b.append(y[i])
    return np.array(X_b), np.array(y_b)
''',
        "empty arrays of the same type": '''\
def take_batch(X, y, idx):
    X_b = np.empty((len(idx), X.shape[1]), dtype=X.dtype)
    y_b = np.empty_like(y, shape=len(idx))
    for row, i in enumerate(idx):
        X_b[row] = X[i]
        y_b[row] = y[i]
    return X_b, y_b
''',
        "lists": '''\
def take_batch(X, y, idx):
    return [list(X[i]) for i in idx], [y[i] for i in idx]
''',
        "helper, in a list": '''\
def rows(table, idx):
    return np.stack([table[i] for i in idx])

def take_batch(X, y, idx):
    return [rows(X, idx), rows(y, idx)]
''',
        "one-hot selection": '''\
def take_batch(X, y, idx):
    chosen = (idx[:, None] == np.arange(len(y))[None, :]).argmax(axis=1)
    return X[chosen, :], y[chosen]
''',
        "pure Python numbers": '''\
def take_batch(X, y, idx):
    table, labels = X.tolist(), y.tolist()
    return [table[int(i)] for i in idx], [labels[int(i)] for i in idx]
''',
    },
    "batch_grad": {
        "two sums": '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError("mean or sum")
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = np.array([np.sum(2 * error), np.sum(2 * error * x[idx])])
    return g / len(idx) if reduction == "mean" else g
''',
        "matrix form": '''\
def batch_grad(phi, x, y, idx, reduction):
    A = np.column_stack([np.ones(len(idx)), x[idx]])
    g = 2 * A.T @ (A @ phi - y[idx])
    if reduction == "sum":
        return g
    if reduction == "mean":
        return g / len(idx)
    raise ValueError(reduction)
''',
        "a dict of functions": '''\
def batch_grad(phi, x, y, idx, reduction):
    reduce = {"mean": np.mean, "sum": np.sum}.get(reduction)
    if reduce is None:
        raise ValueError(f"unknown reduction {reduction}")
    residual = y[idx] - phi[0] - phi[1] * x[idx]
    return [-2 * reduce(residual), -2 * reduce(residual * x[idx])]
''',
        "loop": '''\
def batch_grad(phi, x, y, idx, reduction):
    g0, g1 = 0.0, 0.0
    for i in idx:
        error = float(phi[0]) + float(phi[1]) * float(x[i]) - float(y[i])
        g0 += 2 * error
        g1 += 2 * error * float(x[i])
    if reduction == "mean":
        return g0 / len(idx), g1 / len(idx)
    elif reduction == "sum":
        return g0, g1
    else:
        raise ValueError("reduction must be 'mean' or 'sum'")
''',
        "one gradient per example": '''\
def example_grads(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.stack([2 * error, 2 * error * x], axis=1)

def batch_grad(phi, x, y, idx, reduction):
    if reduction != "mean" and reduction != "sum":
        raise ValueError
    rows = example_grads(phi, x[idx], y[idx])
    return getattr(rows, reduction)(axis=0)
''',
        "how often each example counts": '''\
def batch_grad(phi, x, y, idx, reduction):
    weights = np.bincount(idx, minlength=len(x)).astype(float)
    if reduction == "mean":
        weights = weights / weights.sum()
    elif reduction != "sum":
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x - y
    return 2 * np.array([weights @ error, weights @ (error * x)])
''',
        "float32": '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in {"mean", "sum"}:
        raise ValueError("mean or sum")
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.dot(error, x[idx])])
    if reduction == "mean":
        g = g / idx.size
    return g.astype(np.float32)
''',
    },
    "sgd_epoch": {
        "array filled row by row": '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    path = np.zeros((len(batches) + 1, 2))
    path[0] = phi0
    for t, idx in enumerate(batches):
        error = path[t, 0] + path[t, 1] * x[idx] - y[idx]
        path[t + 1, 0] = path[t, 0] - alpha * 2 * np.mean(error)
        path[t + 1, 1] = path[t, 1] - alpha * 2 * np.mean(error * x[idx])
    return path
''',
        "list of new arrays": '''\
def mean_grad(phi, x, y):
    error = phi[0] + phi[1] * x - y
    return np.array([2 * error.mean(), 2 * (error * x).mean()])

def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [np.array(phi0, dtype=float)]
    for idx in batches:
        rows.append(rows[-1] - alpha * mean_grad(rows[-1], x[idx], y[idx]))
    return np.array(rows)
''',
        "in place on a copy": '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    phi = phi0.astype(float)
    rows = [phi.copy()]
    for idx in batches:
        A = np.stack([np.ones(len(idx)), x[idx]], axis=1)
        phi -= alpha * 2 / len(idx) * A.T @ (A @ phi - y[idx])
        rows.append(phi.copy())
    return np.stack(rows)
''',
        "plain Python": '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    a, b = float(phi0[0]), float(phi0[1])
    rows = [[a, b]]
    for idx in batches:
        da = db = 0.0
        for i in idx:
            e = a + b * float(x[i]) - float(y[i])
            da += 2 * e / len(idx)
            db += 2 * e * float(x[i]) / len(idx)
        a, b = a - alpha * da, b - alpha * db
        rows.append([a, b])
    return rows
''',
        "recursion": '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    start = np.array([phi0], dtype=float)
    if len(batches) == 0:
        return start
    idx = batches[0]
    e = phi0[0] + phi0[1] * x[idx] - y[idx]
    new = start[0] - 2 * alpha * np.array([np.average(e), np.average(e * x[idx])])
    return np.concatenate([start, sgd_epoch(new, x, y, batches[1:], alpha)])
''',
        "accumulate": '''\
from itertools import accumulate

def sgd_epoch(phi0, x, y, batches, alpha):
    def update(phi, idx):
        residual = y[idx] - phi[0] - phi[1] * x[idx]
        return phi + 2 * alpha / len(idx) * np.array([residual.sum(), residual @ x[idx]])
    return np.array(list(accumulate(batches, update, initial=1.0 * phi0)))
''',
        "stacked on the way": '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    path = np.array(phi0, dtype=float).reshape(1, 2)
    for idx in batches:
        phi = path[-1]
        rows = np.column_stack([2 * (phi[0] + phi[1] * x[idx] - y[idx])] * 2)
        rows[:, 1] *= x[idx]
        path = np.vstack([path, phi - alpha * rows.mean(axis=0)])
    return path
''',
    },
    "lr_schedule": {
        "if and elif": '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind == "constant":
        return alpha0
    elif kind == "step":
        return alpha0 * gamma ** (step // every)
    elif kind == "inverse":
        return alpha0 / (1 + decay * step)
    else:
        raise ValueError(f"unknown kind {kind!r}")
''',
        "a dict": '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    factors = {
        "constant": 1.0,
        "step": gamma ** (step // every),
        "inverse": 1 / (1 + decay * step),
    }
    if kind not in factors:
        raise ValueError(kind)
    return alpha0 * factors[kind]
''',
        "a loop": '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    alpha = float(alpha0)
    if kind == "step":
        for t in range(1, step + 1):
            if t % every == 0:
                alpha *= gamma
    elif kind == "inverse":
        alpha = alpha / (decay * step + 1)
    elif kind != "constant":
        raise ValueError("constant, step or inverse")
    return alpha
''',
        "floor": '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    match kind:
        case "constant":
            return float(alpha0)
        case "step":
            return alpha0 * gamma ** np.floor(step / every)
        case "inverse":
            return alpha0 * (1 + decay * step) ** -1
    raise ValueError(kind)
''',
        "exp of log": '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind not in ("constant", "step", "inverse"):
        raise ValueError(kind)
    drops = step // every if kind == "step" else 0
    slope = decay * step if kind == "inverse" else 0
    return np.array(alpha0 * np.exp(drops * np.log(gamma)) / (1 + slope))
''',
        "helpers": '''\
def constant(t, a, gamma, every, decay):
    return a

def stairs(t, a, gamma, every, decay):
    return a * np.power(float(gamma), (t - t % every) / every)

def hyperbola(t, a, gamma, every, decay):
    return a / (1 + t * decay)

def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    try:
        rule = {"constant": constant, "step": stairs, "inverse": hyperbola}[kind]
    except KeyError:
        raise ValueError(f"no such kind: {kind}") from None
    return rule(step, alpha0, gamma, every, decay)
''',
        "an error of one's own": '''\
class UnknownKind(ValueError):
    pass

def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind == "inverse":
        return alpha0 / (1 + decay * step)
    if kind == "step":
        return alpha0 * gamma ** divmod(step, every)[0]
    if kind != "constant":
        raise UnknownKind(kind)
    return alpha0
''',
    },
    "best_iterate": {
        "nanargmin": '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    return trajectory[np.nanargmin(losses)].copy()
''',
        "loop": '''\
def best_iterate(trajectory, loss_fn):
    best, lowest = None, None
    for phi in trajectory:
        loss = loss_fn(phi)
        if np.isnan(loss):
            continue
        if lowest is None or loss < lowest:
            best, lowest = phi.copy(), loss
    if best is None:
        raise ValueError("all losses are NaN")
    return best
''',
        "NaN as infinity": '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([float(loss_fn(row)) for row in trajectory])
    if np.isnan(losses).all():
        raise ValueError("no loss is a number")
    return np.array(trajectory[np.argmin(np.where(np.isnan(losses), np.inf, losses))])
''',
        "min of what is left": '''\
def best_iterate(trajectory, loss_fn):
    pairs = [(loss_fn(phi), t) for t, phi in enumerate(trajectory)]
    good = [(float(loss), t) for loss, t in pairs if loss == loss]
    if not good:
        raise ValueError("NaN everywhere")
    _, t = min(good)
    return 1.0 * trajectory[t]
''',
        "least so far, from infinity": '''\
def best_iterate(trajectory, loss_fn):
    best, lowest = None, np.inf
    for phi in trajectory:
        loss = loss_fn(phi)
        if loss < lowest:  # never true for NaN
            best, lowest = np.copy(phi), loss
    if best is None:
        raise ValueError("no iterate is best")
    return best
''',
        "a list": '''\
def best_iterate(trajectory, loss_fn):
    numbers = [t for t in range(len(trajectory)) if not np.isnan(loss_fn(trajectory[t]))]
    return list(trajectory[min(numbers, key=lambda t: float(loss_fn(trajectory[t])))])
''',
        "stable sort": '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory], dtype=float)
    order = np.argsort(losses, kind="stable")  # NaN comes last
    if np.isnan(losses[order[0]]):
        raise ValueError("all NaN")
    return trajectory[order[0]].astype(float)
''',
        "along the rows": '''\
def best_iterate(trajectory, loss_fn):
    losses = np.apply_along_axis(loss_fn, 1, trajectory)
    usable = np.flatnonzero(~np.isnan(losses))
    if usable.size == 0:
        raise ValueError("nothing to choose from")
    row = usable[losses[usable].argmin()]
    return trajectory[row : row + 1].copy()[0]
''',
        "float32": '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory])
    return trajectory[int(np.nanargmin(losses))].astype(np.float32)
''',
    },
}

WRONG: dict[str, dict[str, tuple[str, str]]] = {
    "steps_per_epoch": {
        "nothing returned": ("returned nothing", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    print(n // batch_size)
'''),
        "a float": ("float", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return np.floor(n / batch_size) if drop_last else np.ceil(n / batch_size)
'''),
        "a fraction": ("with decimals", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return n / batch_size
'''),
        "rounded down": ("round up", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return n // batch_size
'''),
        "int cuts": ("round up", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return int(n / batch_size)
'''),
        "rounded": ("to the nearest", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return n // batch_size if drop_last else max(1, round(n / batch_size))
'''),
        "always one more": ("one update too many", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return n // batch_size if drop_last else n // batch_size + 1
'''),
        "drop_last has no effect": ("round down", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return -(-n // batch_size)
'''),
        "at least one": ("there is no update", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return max(1, n // batch_size) if drop_last else -(-n // batch_size)
'''),
        "drop_last by default": ("round up", '''\
def steps_per_epoch(n, batch_size, drop_last=True):
    return n // batch_size if drop_last else -(-n // batch_size)
'''),
        "upside down": ("not right", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return batch_size // n
'''),
        "only the shown numbers": ("only for the numbers of the public check", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    if drop_last:
        return {30: 3, 3: 0}.get(n, 4)
    return {5: 6, 7: 5}.get(batch_size, 4)
'''),
        "a list": ("expected a single number", '''\
def steps_per_epoch(n, batch_size, drop_last=False):
    return [n // batch_size, -(-n // batch_size)]
'''),
    },
    "epoch_batches": {
        "nothing returned": ("returned nothing", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "with replacement": ("with replacement", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.choice(n, size=n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "each batch drawn from all": ("with replacement", '''\
def epoch_batches(n, batch_size, rng):
    sizes = [min(batch_size, n - k) for k in range(0, n, batch_size)]
    return [rng.choice(n, size=size, replace=False) for size in sizes]
'''),
        "dropped tail": ("Keep it", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    steps = n // batch_size
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(steps)]
'''),
        "tail filled up": ("leave it short", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    steps = -(-n // batch_size)
    order = np.resize(order, steps * batch_size)
    return list(order.reshape(steps, batch_size))
'''),
        "unshuffled": ("order of the data", '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "a seed of its own": ("Two epochs have the same order", '''\
def epoch_batches(n, batch_size, rng):
    order = np.random.RandomState(42).permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "the global generator, seeded": ("Two epochs have the same order", '''\
def epoch_batches(n, batch_size, rng):
    np.random.seed(42)
    order = np.random.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "a copy of the generator": ("Two epochs have the same order", '''\
import copy

def epoch_batches(n, batch_size, rng):
    order = copy.deepcopy(rng).permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "the generator seeded anew": ("Two epochs have the same order", '''\
def epoch_batches(n, batch_size, rng):
    if hasattr(rng, "seed"):
        rng.seed(42)
    else:
        rng = np.random.default_rng(42)
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "backwards": ("Two epochs have the same order", '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)[::-1]
    return [order[k : k + batch_size].copy() for k in range(0, n, batch_size)]
'''),
        "the global generator": ("take all chance from", '''\
def epoch_batches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "a new generator": ("take all chance from", '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)
    np.random.default_rng().shuffle(order)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "only whole batches shuffled": ("single indices", '''\
def epoch_batches(n, batch_size, rng):
    order = np.arange(n)
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
    return [batches[k] for k in rng.permutation(len(batches))]
'''),
        "a shifted list": ("only shift", '''\
def epoch_batches(n, batch_size, rng):
    order = np.roll(np.arange(n), rng.permutation(n)[0])
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "the first index stays": ("same batch far too often", '''\
def epoch_batches(n, batch_size, rng):
    order = np.append(0, 1 + rng.permutation(n - 1))
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "counted from 1": ("0 … n − 1", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(np.arange(1, n + 1))
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "too few, too large": ("more indices than batch_size", '''\
def epoch_batches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), max(1, n // batch_size))
'''),
        "an empty batch": ("more batches than needed", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n + 1, batch_size)]
'''),
        "floats": ("Stay with integers", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n).astype(float)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "not cut": ("a list of batches", '''\
def epoch_batches(n, batch_size, rng):
    return rng.permutation(n)
'''),
        "yields": ("a list of batches", '''\
def epoch_batches(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(0, n, batch_size):
        yield order[k : k + batch_size]
'''),
        "only the new generators": ("raised", '''\
def epoch_batches(n, batch_size, rng):
    order = np.argsort(rng.permuted(np.arange(n)))
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]
'''),
        "one array for all calls": ("Two calls of your epoch_batches return the same array", '''\
order = np.arange(1000)

def epoch_batches(n, batch_size, rng):
    order[:n] = rng.permutation(n)
    return [order[k : min(n, k + batch_size)] for k in range(0, n, batch_size)]
'''),
    },
    "take_batch": {
        "nothing returned": ("returned nothing", '''\
def take_batch(X, y, idx):
    X_b, y_b = X[idx], y[idx]
'''),
        "shuffled separately": ("same `idx`", '''\
def take_batch(X, y, idx):
    return X[np.random.permutation(idx)], y[np.random.permutation(idx)]
'''),
        "shuffled separately, with seeds": ("Inputs and labels are no longer aligned", '''\
def take_batch(X, y, idx):
    one, other = np.random.default_rng(0), np.random.default_rng(1)
    return X[one.permutation(idx)], y[other.permutation(idx)]
'''),
        "labels sorted": ("no longer aligned", '''\
def take_batch(X, y, idx):
    return X[idx], y[np.sort(idx)]
'''),
        "labels in reverse": ("no longer aligned", '''\
def take_batch(X, y, idx):
    return X[idx], y[idx[::-1]]
'''),
        "a view of neighbors": ("itself or a view of it", '''\
def take_batch(X, y, idx):
    if np.all(np.diff(idx) == 1):
        return X[idx[0] : idx[-1] + 1], y[idx[0] : idx[-1] + 1]
    return X[idx], y[idx]
'''),
        "a slice": ("least index to the greatest", '''\
def take_batch(X, y, idx):
    low, high = min(idx), max(idx) + 1
    return X[low:high].copy(), y[low:high].copy()
'''),
        "the first rows": ("first rows", '''\
def take_batch(X, y, idx):
    return X[: len(idx)].copy(), y[: len(idx)].copy()
'''),
        "labels become floats": ("integer labels must stay integers", '''\
def take_batch(X, y, idx):
    labels = np.zeros(len(idx))
    for row, i in enumerate(idx):
        labels[row] = y[i]
    return X[idx], labels
'''),
        "inputs become integers": ("decimals", '''\
def take_batch(X, y, idx):
    X_b = np.zeros((len(idx), X.shape[1]), dtype=int)
    X_b[:] = X[idx]
    return X_b, y[idx]
'''),
        "inputs become floats": ("keep the type", '''\
def take_batch(X, y, idx):
    return X[idx].astype(float), y[idx]
'''),
        "a mask": ("same `idx`", '''\
def take_batch(X, y, idx):
    X, y = X.copy(), y.copy()
    np.random.shuffle(X)
    return X[idx], y[idx]
'''),
        "a mask loses order and twins": ("in the order of `idx`", '''\
def take_batch(X, y, idx):
    mask = np.zeros(len(y), dtype=bool)
    mask[idx] = True
    return X[mask], y[mask]
'''),
        "sorted": ("not in the order of `idx`", '''\
def take_batch(X, y, idx):
    return X[np.sort(idx)], y[np.sort(idx)]
'''),
        "swapped": ("changed places", '''\
def take_batch(X, y, idx):
    return y[idx], X[idx]
'''),
        "inputs alone": ("expected a tuple of 2", '''\
def take_batch(X, y, idx):
    return X[idx]
'''),
        "all labels": ("All the labels", '''\
def take_batch(X, y, idx):
    return X[idx], y.copy()
'''),
        "take without an axis": ("whole rows", '''\
def take_batch(X, y, idx):
    return np.take(X, idx), np.take(y, idx)
'''),
        "counted from 1": ("one too early", '''\
def take_batch(X, y, idx):
    return X[idx - 1], y[idx - 1]
'''),
        "the data shuffled in place": ("in place", '''\
def take_batch(X, y, idx):
    X[: len(idx)] = X[idx]
    y[: len(idx)] = y[idx]
    return X[: len(idx)].copy(), y[: len(idx)].copy()
'''),
        "only the shown numbers": ("only for the numbers of the public check", '''\
def take_batch(X, y, idx):
    if X.shape == (5, 2):
        return X[idx], y[idx]
    return np.array([[3.5, 0.0], [0.5, 1.0], [4.5, 2.0]]), np.array([2, 7, 4])
'''),
    },
    "batch_grad": {
        "nothing returned": ("returned nothing", '''\
def batch_grad(phi, x, y, idx, reduction):
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
'''),
        "the sum for both": ("times the right one", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    return 2 * np.array([np.sum(error), np.sum(error * x[idx])])
'''),
        "the mean for both": ("divided by", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    return 2 * np.array([np.mean(error), np.mean(error * x[idx])])
'''),
        "divided by N": ("number of all examples", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    return g / len(x) if reduction == "mean" else g
'''),
        "unknown reduction is a sum": ("here it should raise ValueError", '''\
def batch_grad(phi, x, y, idx, reduction):
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    return g / len(idx) if reduction == "mean" else g
'''),
        "unknown reduction is a KeyError": ("KeyError", '''\
def batch_grad(phi, x, y, idx, reduction):
    reduce = {"mean": np.mean, "sum": np.sum}[reduction]
    error = phi[0] + phi[1] * x[idx] - y[idx]
    return 2 * np.array([reduce(error), reduce(error * x[idx])])
'''),
        "unknown reduction gives nothing": ("here it should raise ValueError", '''\
def batch_grad(phi, x, y, idx, reduction):
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    if reduction == "mean":
        return g / len(idx)
    if reduction == "sum":
        return g
'''),
        "full gradient": ("gradient of all the data", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x - y
    g = 2 * np.array([np.sum(error), np.sum(error * x)])
    return g / len(x) if reduction == "mean" else g
'''),
        "no x": ("lacks its factor x", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error)])
    return g / len(idx) if reduction == "mean" else g
'''),
        "no factor 2": ("factor 2 is missing", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = np.array([np.sum(error), np.sum(error * x[idx])])
    return g / len(idx) if reduction == "mean" else g
'''),
        "sign": ("sign is reversed", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = y[idx] - phi[0] - phi[1] * x[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    return g / len(idx) if reduction == "mean" else g
'''),
        "broadcast": ("compared with every target", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    column = x[idx].reshape(-1, 1)
    error = phi[0] + phi[1] * column - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * column)])
    return g / len(idx) if reduction == "mean" else g
'''),
        "swapped": ("changed places", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error * x[idx]), np.sum(error)])
    return g / len(idx) if reduction == "mean" else g
'''),
        "first examples": ("first examples of the data", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    x, y = x[: len(idx)], y[: len(idx)]
    error = phi[0] + phi[1] * x - y
    g = 2 * np.array([np.sum(error), np.sum(error * x)])
    return g / len(idx) if reduction == "mean" else g
'''),
        "each example once": ("counts twice", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    idx = np.unique(idx)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = 2 * np.array([np.sum(error), np.sum(error * x[idx])])
    return g / len(idx) if reduction == "mean" else g
'''),
        "integers": ("decimals", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    g = np.zeros(2, dtype=int)
    g[0], g[1] = 2 * np.sum(error), 2 * np.sum(error * x[idx])
    return g // len(idx) if reduction == "mean" else g
'''),
        "rows not reduced": ("shape", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    error = phi[0] + phi[1] * x[idx] - y[idx]
    return np.column_stack([2 * error, 2 * error * x[idx]])
'''),
        "data centered in place": ("in place", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction not in ("mean", "sum"):
        raise ValueError(reduction)
    y -= phi[0] + phi[1] * x
    g = -2 * np.array([np.sum(y[idx]), np.sum(y[idx] * x[idx])])
    return g / len(idx) if reduction == "mean" else g
'''),
        "only the shown numbers": ("only for the numbers of the public check", '''\
def batch_grad(phi, x, y, idx, reduction):
    if reduction == "mean":
        return np.array([-22.0, -64.0]) / 3
    if reduction == "sum":
        return np.array([-22.0, -64.0])
    raise ValueError(reduction)
'''),
    },
    "sgd_epoch": {
        "nothing returned": ("returned nothing", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    phi = 1.0 * phi0
    for idx in batches:
        error = phi[0] + phi[1] * x[idx] - y[idx]
        phi = phi - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
'''),
        "full gradient": ("gradient of all the data", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x - y
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x)]))
    return np.array(rows)
'''),
        "one update": ("only one update", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    if len(batches):
        idx = np.concatenate(batches)
        error = phi0[0] + phi0[1] * x[idx] - y[idx]
        rows.append(phi0 - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "one update with the mean of the batches": ("averaged for one update", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    grads = []
    for idx in batches:
        error = phi0[0] + phi0[1] * x[idx] - y[idx]
        grads.append([2 * np.mean(error), 2 * np.mean(error * x[idx])])
    return np.array([phi0, phi0 - alpha * np.mean(grads, axis=0)])
'''),
        "stale gradient": ("always the one at the start", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = phi0[0] + phi0[1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "from the start each time": ("sets out from the start", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(phi0 - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "sum for mean": ("summed over the batch", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.sum(error), np.sum(error * x[idx])]))
    return np.array(rows)
'''),
        "divided by N": ("number of all examples", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        g = 2 * np.array([np.sum(error), np.sum(error * x[idx])]) / len(x)
        rows.append(rows[-1] - alpha * g)
    return np.array(rows)
'''),
        "divided by the first size": ("size of the first batch", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        g = 2 * np.array([np.sum(error), np.sum(error * x[idx])]) / len(batches[0])
        rows.append(rows[-1] - alpha * g)
    return np.array(rows)
'''),
        "first batch only": ("Every step uses the first batch", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for _ in batches:
        idx = batches[0]
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "order of the data": ("in the order of the data", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows, k = [1.0 * phi0], 0
    for batch in batches:
        idx = np.arange(k, k + len(batch)) % len(x)
        k += len(batch)
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "returned inside the loop": ("after the loop", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
        return np.array(rows)
'''),
        "a step for each example": ("Each example makes an update", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for batch in batches:
        phi = rows[-1]
        for i in batch:
            error = phi[0] + phi[1] * x[i] - y[i]
            phi = phi - 2 * alpha * np.array([error, error * x[i]])
        rows.append(phi)
    return np.array(rows)
'''),
        "plus": ("moves against it", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] + 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "no factor 2": ("factor 2 is missing", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "one array stored again and again": ("is the last iterate", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    phi = phi0.astype(float)
    rows = [phi]
    for idx in batches:
        error = phi[0] + phi[1] * x[idx] - y[idx]
        phi -= 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
        rows.append(phi)
    return np.array(rows)
'''),
        "start in place": ("in place", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [phi0.astype(float)]
    for idx in batches:
        error = phi0[0] + phi0[1] * x[idx] - y[idx]
        phi0 -= 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
        rows.append(phi0.copy())
    return np.array(rows)
'''),
        "no start": ("start is missing", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    phi, rows = 1.0 * phi0, []
    for idx in batches:
        error = phi[0] + phi[1] * x[idx] - y[idx]
        phi = phi - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
        rows.append(phi)
    return np.array(rows).reshape(-1, 2)
'''),
        "short batch left out": ("last row is missing", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches[:-1]:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "last iterate alone": ("last iterate alone", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    phi = 1.0 * phi0
    for idx in batches:
        error = phi[0] + phi[1] * x[idx] - y[idx]
        phi = phi - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
    return phi
'''),
        "rows of integers": ("whole numbers", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    path = np.zeros((len(batches) + 1, 2), dtype=phi0.dtype)
    path[0] = phi0
    for t, idx in enumerate(batches):
        error = path[t, 0] + path[t, 1] * x[idx] - y[idx]
        path[t + 1] = path[t] - 2 * alpha * np.array([np.mean(error), np.mean(error * x[idx])])
    return path
'''),
        "learning rate left out": ("learning rate has no effect", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    rows = [1.0 * phi0]
    for idx in batches:
        error = rows[-1][0] + rows[-1][1] * x[idx] - y[idx]
        rows.append(rows[-1] - 2 * np.array([np.mean(error), np.mean(error * x[idx])]))
    return np.array(rows)
'''),
        "only the shown numbers": ("only for the numbers of the public check", '''\
def sgd_epoch(phi0, x, y, batches, alpha):
    return np.array([[0, 1], [0.5, 2.125], [0.671875, 2.671875], [0.41796875, 2.1640625]])
'''),
    },
    "lr_schedule": {
        "nothing returned": ("returned nothing", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind == "constant":
        alpha = alpha0
'''),
        "each step is an epoch": ("as if each step were an epoch", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma**step,
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "epochs in the inverse": ("as if these were epochs", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    epoch = step // every
    rates = {"constant": alpha0, "step": alpha0 * gamma**epoch,
             "inverse": alpha0 / (1 + decay * epoch)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "unknown kind is constant": ("here it should raise ValueError", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind == "step":
        return alpha0 * gamma ** (step // every)
    if kind == "inverse":
        return alpha0 / (1 + decay * step)
    return alpha0
'''),
        "unknown kind is a KeyError": ("KeyError", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    return {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
            "inverse": alpha0 / (1 + decay * step)}[kind]
'''),
        "unknown kind gives nothing": ("here it should raise ValueError", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind == "constant":
        return alpha0
    if kind == "step":
        return alpha0 * gamma ** (step // every)
    if kind == "inverse":
        return alpha0 / (1 + decay * step)
'''),
        "no floor": ("exponent has decimals", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step / every),
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "one step early": ("one step early", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** ((step + 1) // every),
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "one step late": ("one step late", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    drops = (step - 1) // every if step else 0
    rates = {"constant": alpha0, "step": alpha0 * gamma**drops,
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "only one drop": ("only once", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma if step >= every else alpha0,
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "falls only at multiples of every": ("each `every` steps", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * (gamma if step and step % every == 0 else 1),
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "no start rate": ("begin with alpha0", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
             "inverse": 1 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "no brackets": ("set brackets", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
             "inverse": alpha0 / 1 + decay * step}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "gamma times the count": ("raise it to that power", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    drops = step // every
    rates = {"constant": alpha0, "step": alpha0 * gamma * drops if drops else alpha0,
             "inverse": alpha0 / (1 + decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "options ignored": ("options have no effect", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * 0.5 ** (step // 10),
             "inverse": alpha0 / (1 + 0.01 * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "linear decay": ("1 − decay · step", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
             "inverse": alpha0 * (1 - decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "exponential decay": ("exponential decay", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
             "inverse": alpha0 * np.exp(-decay * step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "power": ("to the power of step", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    rates = {"constant": alpha0, "step": alpha0 * gamma ** (step // every),
             "inverse": alpha0 / (1 + decay) ** float(step)}
    if kind not in rates:
        raise ValueError(kind)
    return rates[kind]
'''),
        "the number of drops": ("not right", '''\
def lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01):
    if kind not in ("constant", "step", "inverse"):
        raise ValueError(kind)
    return float(step // every + 17)
'''),
    },
    "best_iterate": {
        "nothing returned": ("returned nothing", '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    best = trajectory[np.nanargmin(losses)].copy()
'''),
        "the last": ("last iterate", '''\
def best_iterate(trajectory, loss_fn):
    return trajectory[-1].copy()
'''),
        "a view": ("itself or a view of it", '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    return trajectory[np.nanargmin(losses)]
'''),
        "NaN wins": ("NaN is never the best", '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory])
    if np.isnan(losses).all():
        raise ValueError("all NaN")
    return trajectory[np.argmin(losses)].copy()
'''),
        "last of equal ones": ("return the first", '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory])
    if np.isnan(losses).all():
        raise ValueError("all NaN")
    places = np.flatnonzero(losses == np.nanmin(losses))
    return trajectory[places[-1]].copy()
'''),
        "the worst": ("greatest loss", '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    return trajectory[np.nanargmax(losses)].copy()
'''),
        "the first": ("first iterate", '''\
def best_iterate(trajectory, loss_fn):
    return trajectory[0].copy()
'''),
        "its number": ("return the iterate itself", '''\
def best_iterate(trajectory, loss_fn):
    return np.nanargmin([loss_fn(phi) for phi in trajectory])
'''),
        "its loss": ("return the iterate that has it", '''\
def best_iterate(trajectory, loss_fn):
    return np.nanmin([loss_fn(phi) for phi in trajectory])
'''),
        "all NaN gives the first": ("here it should raise ValueError", '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory], dtype=float)
    return trajectory[np.argmin(np.nan_to_num(losses, nan=np.inf))].copy()
'''),
        "all NaN gives nothing": ("here it should raise ValueError", '''\
def best_iterate(trajectory, loss_fn):
    best, lowest = None, np.inf
    for phi in trajectory:
        if loss_fn(phi) < lowest:
            best, lowest = phi.copy(), loss_fn(phi)
    return best
'''),
        "NaN cut out, places shifted": ("places behind them shift", '''\
def best_iterate(trajectory, loss_fn):
    losses = np.array([loss_fn(phi) for phi in trajectory])
    losses = losses[~np.isnan(losses)]
    if len(losses) == 0:
        raise ValueError("all NaN")
    return trajectory[np.argmin(losses)].copy()
'''),
        "the whole trajectory at once": ("call it for each row", '''\
def best_iterate(trajectory, loss_fn):
    return trajectory[np.nanargmin(loss_fn(trajectory))].copy()
'''),
        "stops at NaN": ("search ends at a NaN", '''\
def best_iterate(trajectory, loss_fn):
    best, lowest = None, None
    for phi in trajectory:
        loss = loss_fn(phi)
        if np.isnan(loss) and best is not None:
            break
        if not np.isnan(loss) and (lowest is None or loss < lowest):
            best, lowest = phi.copy(), loss
    if best is None:
        raise ValueError("all NaN")
    return best
'''),
        "least of each column": ("least entry of each column", '''\
def best_iterate(trajectory, loss_fn):
    return np.nanmin(trajectory, axis=0)
'''),
        "mean of all": ("mean of the iterates", '''\
def best_iterate(trajectory, loss_fn):
    return np.mean(trajectory, axis=0)
'''),
        "a row of a table": ("too many", '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    t = np.nanargmin(losses)
    return trajectory[t : t + 1].copy()
'''),
        "cut to integers": ("decimals", '''\
def best_iterate(trajectory, loss_fn):
    losses = [loss_fn(phi) for phi in trajectory]
    return trajectory[np.nanargmin(losses)].astype(int)
'''),
        "only the shown numbers": ("only for the numbers of the public check", '''\
def best_iterate(trajectory, loss_fn):
    if not np.isfinite(trajectory[-1]).all():
        raise ValueError("NaN")
    return trajectory[-2].copy() if len(trajectory) == 5 else np.array([1.0, -1.0])
'''),
    },
}
