"""The adaptive scheme for functions of one variable: values of f -> a derivative and its error.

1. f at x itself. 2. A scout on a ladder of steps (`scale`). 3. An interpolant at the length scale
the scout saw (`chebyshev`), or one on each side where the two sides differ. 4. The same at the scale
that the first interpolant asks for. Statuses come from the sides (`one_sided`, `classify`).

Of many points most need no scout: an interpolant of usual width is enough.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import replace

import numpy as np

from derivkit.numerical import sawtooth
from derivkit.numerical.chebyshev import EPSILON, Fit, centred, ended, fit, without_centre
from derivkit.numerical.classify import judged, outlined, sure_or_noisy
from derivkit.numerical.evaluation import OverspentError, Probe
from derivkit.numerical.one_sided import Side, side_of
from derivkit.numerical.scale import Scout, scouted
from derivkit.result import Derivative, Floats, Mask, Status, plain, put

FIFTEEN, _CENTRE, _ABOVE, _BELOW = centred(15), centred(19), ended(10, -1.0), ended(10, 1.0)


def adaptive(probe: Probe, x: Floats) -> Derivative:
    """Differentiate an elementwise f at the points x (k,); the fields of the answer have shape (k,)."""
    first = probe.begin(x[0], single=True)
    unknown = np.full(x.shape, np.nan)
    answer, easy, outline = plain(unknown, unknown + np.inf, "numerical", sure=False), np.isinf(unknown), None
    flat = easy
    try:
        if not probe.fence.side:
            found, outline, easy = _easy(probe, x, np.append(first, probe.at(x[1:])))
            answer = plain(found.value, found.error, "numerical", easy)
            flat = ~easy | (found.slope == 0)
        if not np.all(easy):
            answer = put(answer, ~easy, _thorough(probe, x[~easy], outline))
        if not probe.fence.side:
            answer = _on_treads(probe, x, answer, flat)
        answer = sure_or_noisy(answer)
    except OverspentError:
        probe.reason = f"max_evaluations={probe.fence.max_evaluations:g} were not enough to be sure"
    return replace(answer, evaluations=probe.evaluations, calls=probe.calls, reason=probe.reason)


def quick(probe: Probe, x: Floats, directions: Floats, centre: Floats) -> Fit:
    """Interpolate at 15 points, from x along directions; both are (m, *shape of x).

    `centre` is f at x (m, *outputs). The fields have the shape (outputs * m,), in that order.
    """
    count, axes = len(directions), (1,) * (x.ndim - 1)
    usual = np.maximum(1.0, np.max(np.abs(x * directions).reshape(count, -1), axis=1))
    # 3/16: resolved to rounding where singularities keep a distance of 1; no narrower, for the noise
    width = np.minimum(0.1875 * probe.order * usual, probe.fence.max_step)
    steps = FIFTEEN.steps(width)
    points = x[:, None] + steps.reshape(*steps.shape, *axes) * directions[:, None]
    values = probe.at(points.reshape(-1, *x.shape[1:])).reshape(*steps.shape, -1)
    values = np.moveaxis(values, -1, 0).reshape(-1, steps.shape[1])
    squares = directions.reshape(count, 1, -1)
    moves = (points - x[:, None]).reshape(*steps.shape, -1) * squares
    taken = np.sum(moves, axis=2) / np.maximum(np.sum(squares**2, axis=2), np.finfo(np.float64).tiny)
    copies, middle = len(values) // count, centre.reshape(count, -1).T.ravel()
    taken, width = np.tile(taken, (copies, 1)), np.tile(width, copies)
    return fit(FIFTEEN, taken, width, values, middle, probe.epsilon, probe.order)


def _easy(probe: Probe, x: Floats, centre: Floats) -> tuple[Fit, Fit | None, Mask]:
    """Fit quickly, with f(x) and without, and say where that suffices: nothing finer contradicts it."""
    n = probe.order
    # 1/8: what 19 points resolve to rounding in most functions; wider, for the noise in higher orders
    width = np.minimum(0.125 * n * np.maximum(1.0, np.abs(x)), probe.fence.max_step)
    # 2^-26: whatever is wider than that shows its slope there, and rounding leaves half of the digits
    steps = np.column_stack([_CENTRE.steps(width), width * 2.0**-26, -width * 2.0**-26])
    points = x[:, None] + steps
    values, taken = probe.at(points.ravel()).reshape(points.shape), points - x[:, None]
    found = fit(_CENTRE, taken[:, :-2], width, values[:, :-2], centre, probe.epsilon, n)
    miss = np.abs(values[:, -2:] - centre[:, None] - found.first[:, None] * taken[:, -2:])
    rise = np.abs(found.first[:, None] * taken[:, -2:])
    close = np.all(miss <= 16 * found.noise[:, None] + 1e-6 * rise, axis=1)
    natural, size = found.slope * found.width ** (1.0 - n), np.abs(found.value)
    # what is no farther from 0 than its error, and that is nothing beside the rise of f, is 0 where f is flat
    zero = (size <= 2 * found.error) & (found.error <= 1e-12 * 100.0 ** (n - 1) * natural)
    flat = np.abs(values[:, -2] - values[:, -1]) <= 8 * probe.epsilon * np.max(np.abs(values[:, -2:]), axis=1)
    zero &= flat | (n > 1)
    settled = found.resolved | (found.error <= 3e-13 * (size + natural))
    sure = settled & ((found.error <= probe.fence.rtol * size) | zero) | (found.slope == 0)
    easy = close & sure
    rest = ~easy
    if not np.any(rest):
        return found, None, easy
    steps, values = taken[rest, :-2], values[rest, :-2]
    return found, without_centre(_CENTRE, steps, width[rest], values, probe.epsilon, n), easy


def _on_treads(probe: Probe, x: Floats, answer: Derivative, flat: Mask) -> Derivative:
    """Doubt a 0 where f may stand still on one tread of a staircase that rounding has made."""
    rows = flat & (answer.value == 0) & (answer.status == Status.OK)
    if np.any(rows):
        steep, grain = sawtooth.tread(probe, x[rows])
        status = np.where(steep > 0, Status.NOISY, Status.OK)
        error = np.fmax(np.asarray(answer.error)[rows], np.fmax(steep, grain))
        answer = put(answer, rows, replace(plain(0 * steep, error, "numerical"), status=status))
    return answer


def _thorough(probe: Probe, x: Floats, outline: Fit | None) -> Derivative:
    scout = scouted(probe, x)
    # what the first look does not resolve needs a narrower one
    widest = np.full(x.shape, probe.fence.max_step)
    if outline is not None:
        widest = np.where(outline.resolved | ~np.isfinite(outline.value), widest, outline.width)
    answer, best, ends, wide = _answer(probe, scout, widest)
    if outline is None:
        return answer
    take, speck = _smoother(probe, scout, answer, best, ends, wide, outline)
    # what a speck shows and rounding of what is around it would hide may be what rounding has left
    faint = ~take & (best.width < outline.width / 1e4)
    faint &= best.slope * best.width <= 8 * probe.epsilon * outline.size
    doubt = outline.error + np.abs(answer.value - outline.value)
    answer = replace(answer, error=np.where(faint, np.fmax(answer.error, doubt), answer.error))
    answer = outlined(probe, answer, outline, take)
    answer.status[speck & (answer.status == Status.OK)] = Status.NOISY
    return answer


def _smoother(
    probe: Probe, scout: Scout, answer: Derivative, best: Fit, ends: Mask, wide: Floats, outline: Fit
) -> tuple[Mask, Mask]:
    """Say where the outline of f is to be preferred, what was seen close to x being one of many teeth.

    The second answer says where it is only likely to be.
    """
    x, natural = scout.x, outline.slope * outline.width ** (1.0 - probe.order)
    useful = (outline.error < 0.1 * natural) & (outline.noise < 1e-4 * outline.slope * outline.width)
    flat = (answer.value == 0) & (best.decay == np.inf) & (outline.slope > 0)
    apart = np.abs(answer.value - outline.value)
    agree = np.isfinite(apart) & (apart <= 3 * (answer.error + outline.error))
    surer = (answer.status == Status.NOISY) & (outline.error < answer.error)
    known = np.isfinite(scout.centre)
    likely = (useful | flat) & known
    # where the slope is nothing beside the rise of f, rounding hurts it least at a distance
    nothing = (answer.error <= 1e-7 * natural) & (np.abs(answer.value) <= answer.error)
    take = likely & useful & agree & (flat | surer & best.resolved | nothing & (outline.error < answer.error))
    # a tooth, the slope of which is nothing to that of the whole
    tooth = known & ends
    left = likely & ~take & (~agree | flat | surer) | tooth | (answer.status == Status.NOISY)
    torn = np.zeros(x.size, dtype=bool)
    if np.any(left):
        # 1e5: so that the last parts are narrower than the fit, on which f is smooth, or may yet be
        near = np.where(best.error < np.abs(best.value) / 100, 1e5, 1e3) * best.width
        # a jump or a steep rise at x itself may be no more than the noise of f there
        near = np.where(np.isfinite(answer.error), near, outline.width / 1e3)
        wide = np.fmin(outline.width / 4, np.fmax(wide, near))
        # rounding of f itself makes steps of one grain, and explains no more where f does not stand still
        least = np.where(flat, 0.3, 8.0) * probe.epsilon
        # and the rounding of x itself is as much larger as f is steep
        grain = np.where(flat, 0.0, 8 * EPSILON * np.abs(outline.first) * np.maximum(np.abs(x), 1.0))
        torn[left] = sawtooth.torn(probe, x[left], wide[left], least[left], grain[left])
    answer.status[torn & tooth & (answer.status == Status.OK)] = Status.NOISY
    take |= likely & torn & (~agree | flat | surer | tooth)
    # a slope thousands of times that around, or none, on a speck of it, is rounding's more often than f's
    speck = useful & ~agree & ~take & (best.width < outline.width / 1e4)
    speck &= np.isfinite(apart) & (np.abs(answer.value) > 1e3 * natural) | flat
    return take | speck, speck


def _answer(probe: Probe, scout: Scout, widest: Floats) -> tuple[Derivative, Fit, Mask, Floats]:
    """Give the answer to what the scout saw, the fit, and where a smooth piece of f ends too early for it."""
    n, left, right = probe.order, side_of(scout, -1, probe.order), side_of(scout, 1, probe.order)
    known = np.isfinite(scout.centre)
    around = known & ~left.missing & ~right.missing
    width = np.minimum(np.minimum(np.minimum(left.width, right.width), scout.reach), widest)
    first = _centred(probe, scout, around, width)
    width, again = _second_width(first, scout)
    width = np.minimum(width, widest)
    second = _centred(probe, scout, again & around, width)
    best = _replaced(first, second, (second.error < first.error) & np.isfinite(second.value))
    singular, narrow = _singular(first, second, probe.epsilon, n)
    # teeth that made the fits no better lie between these widths
    between = np.where(singular, 8 * second.width, 0.0)
    width = np.where(singular, np.maximum(narrow, scout.steps[:, 0]), _contradicted(scout, best))
    if np.any(np.isfinite(width)):
        closer = _centred(probe, scout, np.isfinite(width) & around, width)
        # higher derivatives close to x are vague, but those of what is not there are wrong
        other = closer.error * (10 if n == 1 else 1) < np.abs(closer.value - best.value)
        moves = closer.slope > 0
        best = _replaced(best, closer, moves & (other | singular & (closer.error < best.error)))
        singular &= ~(closer.resolved & moves) & _stays(second, closer, n)
    rough = ~best.resolved & ~(best.error <= 1e-10 * np.abs(best.value))
    left, right = _apart(probe, scout, known & (rough | ~around), (left, right))
    answer = judged(probe, scout, best, (left, right))
    answer.status[singular & (answer.status == Status.OK)] = Status.NOISY
    grown = second.width > first.width
    narrow, wide = _replaced(second, first, grown), _replaced(first, second, grown)
    apart = np.abs(narrow.value - wide.value)
    ends = narrow.resolved & ((wide.error > 1e5 * narrow.error) | (apart > 3 * wide.error))
    return answer, best, ends, between


def _second_width(found: Fit, scout: Scout) -> tuple[Floats, Mask]:
    """Give the width of the second interpolant, and where it is worth its points."""
    # 8: with coefficients that fall by 8 the last of 19 reaches the rounding of the first
    grown = found.width * np.clip(found.decay / 8, 2, 2.0**12)
    shrunk = found.width * np.clip(found.decay / 10, 1 / 16, 1 / 2)
    wanted = np.where(found.resolved, grown, shrunk)
    wanted = np.where(np.isfinite(found.value), wanted, found.width / 8)
    exact = found.error <= 4 * np.finfo(float).eps * np.abs(found.value)
    worthwhile = ~exact & (~found.resolved | (found.decay > 12)) | ~np.isfinite(found.value)
    return np.minimum(wanted, 4 * scout.reach), worthwhile


def _singular(one: Fit, other: Fit, epsilon: float, n: int) -> tuple[Mask, Floats]:
    """Say where a narrower fit is no better, and at which width rounding would hide what spoils it.

    The error of a smooth function falls with a high power of the width, that of noise grows as the width
    falls; one that stays is a kink's, or another singularity's at x or close to it.
    """
    # 12: what counts as resolved
    narrow = 4 * 12 * epsilon / 4 * other.size / other.noise
    return ~one.resolved & ~other.resolved & _stays(one, other, n) & (narrow < 0.5), other.width * narrow


def _stays(one: Fit, other: Fit, n: int) -> Mask:
    power = np.log(other.error / one.error) / np.log(other.width / one.width)
    return (power > 0.5 - n) & (power < 0.4)


def _contradicted(scout: Scout, found: Fit) -> Floats:
    """Give the largest step (N,) up to which f keeps to another slope than the fit's, else inf.

    A narrow peak within the fit that its points have missed, and whose foot x stands on, shows so.
    """
    steps, error = scout.steps, np.where(np.isfinite(found.error), found.error, 0.0)[:, None]
    slopes, told = (scout.above - scout.below) / 2 / steps, found.first[:, None]
    blur, curve = 30 * scout.noise[:, None] / steps, 4 * found.cubic[:, None] * steps**2
    apart = np.abs(slopes - told) - blur - 3 * error - curve
    change = np.abs(np.diff(slopes, axis=1))
    other = (apart[:, 1:] > 10 * change) & (apart[:, :-1] > 0) & (steps[:, 1:] < found.width[:, None])
    return np.where(np.any(other, axis=1), np.max(np.where(other, steps[:, 1:], 0.0), axis=1), np.inf)


def _replaced(one: Fit, other: Fit, take: Mask) -> Fit:
    return Fit(**{name: np.where(take, getattr(other, name), part) for name, part in one.__dict__.items()})


def _centred(probe: Probe, scout: Scout, rows: Mask, width: Floats) -> Fit:
    """Interpolate around the points x of `rows`; nan elsewhere."""
    points = scout.x[:, None] + _CENTRE.steps(width)
    values, taken = _values(probe, points, rows), points - scout.x[:, None]
    return fit(_CENTRE, taken, width, values, scout.centre, probe.epsilon, probe.order)


def _apart(probe: Probe, scout: Scout, rows: Mask, both: tuple[Side, Side]) -> tuple[Side, ...]:
    """Give the sides of the points x of `rows` the derivatives of an interpolant each, for every order."""
    if not np.any(rows):
        return both
    found: list[Side] = []
    for template, part in zip((_BELOW, _ABOVE), both, strict=True):
        points = scout.x[:, None] + template.steps(part.width)
        values, taken = _values(probe, points, rows), points - scout.x[:, None]
        own = [
            fit(template, taken, part.width, values, scout.centre, probe.epsilon, order)
            for order in range(1, probe.order + 1)
        ]
        fitted, doubt = (np.column_stack([getattr(one, name) for one in own]) for name in ("value", "error"))
        found.append(replace(part, fitted=fitted, fitted_error=doubt))
    return tuple(found)


def _values(probe: Probe, points: Floats, rows: Mask) -> Floats:
    values = np.full_like(points, np.nan)
    if np.any(rows):
        values[rows] = probe.at(points[rows].ravel()).reshape(-1, points.shape[1])
    return values
