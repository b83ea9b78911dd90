"""A common shock: what happens to a rate for all the time ahead at once.

Listings do not dry up one by one: a window closes, and the rate of every firm halves for years. So the rate
ahead is the rate behind times exp(S - sigma^2/2), S normal with mean 0 and variance sigma^2: log-normal, with
mean one. How great sigma is nobody knows either; it has a half-normal prior with scale 1 (by which a rate that
halves or doubles is nothing odd), held as weights on a grid, and what a series did earlier changes the weights.

With a rate that is Gamma(r) with scale 1/E and a time h ahead, N is Poisson given the rate and the shock, and
N <= n says that the (n + 1)th event comes too late. As the time until then is a Gamma(n + 1) variable,

    P(N <= n) = P(S - sigma^2/2 < c + V),   c = log(E/h),   V = log(Gamma(n + 1)/Gamma(r)),

a sum of a normal variable and the logarithm of a beta prime one. Integrating over one of the two leaves a known
function of the other, and the nodes are laid where the narrower lies: along V with the trapezoidal rule, which
converges exponentially for such a density (Trefethen and Weideman 2014, doi:10.1137/130932132), or along S by
Gauss-Hermite. The error is below 1e-7 for any n, r and sigma.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from tilth.plan.forecast.distribution import Floats

__all__ = ["PRIOR", "Shock", "at_most", "fixed", "log_masses", "updated"]

_GREATEST = 3.5
_LEVELS = 16
_NEGLIGIBLE = 1e-15
_BLOCK = 32
_HERMITE, _HERMITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(11)
_HERMITE_WEIGHTS = _HERMITE_WEIGHTS / _HERMITE_WEIGHTS.sum()


@dataclass(frozen=True, slots=True, eq=False)
class Shock:
    """What is known of sigma: each of ``sigmas`` has its probability in ``weights``; both of shape (m,)."""

    sigmas: Floats
    weights: Floats


def _prior() -> Shock:
    """Half-normal with scale 1, at the middles of cells that grow with sigma.

    So a steady series can learn a tiny one. What lies beyond 3.5, five chances in ten thousand, is left out.
    """
    t = (np.arange(_LEVELS) + 0.5) / _LEVELS
    sigmas = _GREATEST * t**2
    weights = t * np.exp(-(sigmas**2) / 2.0)
    return Shock(sigmas, weights / weights.sum())


PRIOR = _prior()


def fixed(sigma: float) -> Shock:
    """The certainty that sigma has this value; 0 is no shock at all."""
    return Shock(np.array([sigma], dtype=np.float64), np.ones(1))


def updated(shock: Shock, log_likelihoods: Floats) -> Shock:
    """What is known of sigma after data with these log-likelihoods, one for each of its values (Bayes)."""
    weights = shock.weights * np.exp(log_likelihoods - log_likelihoods.max())
    return Shock(shock.sigmas, weights / weights.sum())


def at_most(shock: Shock, n: Floats, shape: float, scale: float) -> Floats:
    """P(N <= n): N Poisson with mean G * ``scale`` * exp(S - sigma^2/2), G Gamma(``shape``).

    ``n`` holds real numbers >= 0 and has the shape (k,), as has the answer. Some 40 microseconds for each of them.
    """
    likely = shock.weights > _NEGLIGIBLE
    sigmas, weights = shock.sigmas[likely], shock.weights[likely] / shock.weights[likely].sum()
    blocks = [_given(sigmas, n[start : start + _BLOCK], shape, scale) for start in range(0, len(n), _BLOCK)]
    return np.asarray(np.minimum(1.0, np.concatenate([np.empty((0, len(sigmas))), *blocks]) @ weights))


def log_masses(sigmas: Floats, n: int, shape: float, scale: float) -> Floats:
    """The logarithm of P(N = n), of the law of :func:`at_most`, for each of ``sigmas``; shape (m,).

    The mass given the shock is, as a function of the shock, the density of V with n in place of n + 1, over n.
    """
    if n == 0:
        none = _given(sigmas, np.zeros(1), shape, scale)[0]
        return np.asarray(np.log(np.maximum(none, np.finfo(np.float64).tiny)))
    v, log_weights, step = _log_ratio(np.array([float(n)]), shape)
    wide = sigmas >= step
    logs = np.empty_like(sigmas)
    wider = sigmas[wide, None]
    scores = (v - np.log(scale)) / wider + wider / 2.0
    densities = -(scores**2) / 2.0 - np.log(wider * np.sqrt(2.0 * np.pi))
    logs[wide] = _log_sums(densities + log_weights) - np.log(n)
    odds = _scales(sigmas[~wide], scale)
    masses = n * np.log(odds) - (n + shape) * np.log1p(odds) - special.betaln(n, shape) - np.log(n)
    logs[~wide] = _log_sums(masses + np.log(_HERMITE_WEIGHTS))
    return logs


def _given(sigmas: Floats, n: Floats, shape: float, scale: float) -> Floats:
    """P(N <= n) for each of ``n`` (k,) given each of ``sigmas`` (m,); shape (k, m)."""
    v, log_weights, step = _log_ratio(n + 1.0, shape)
    wide = sigmas >= step[:, None]
    chances = np.empty(wide.shape)
    # Pairs of an n and a sigma: first those for which the nodes lie along V.
    i, k = np.nonzero(wide)
    spread = sigmas[k, None]
    below = special.ndtr((v - np.log(scale))[i] / spread + spread / 2.0)
    chances[wide] = np.einsum("pj,pj->p", below, np.exp(log_weights)[i])
    i, k = np.nonzero(~wide)
    p = 1.0 / (1.0 + _scales(sigmas[k], scale))
    chances[~wide] = special.betainc(shape, n[i, None] + 1.0, p) @ _HERMITE_WEIGHTS
    return chances


def _log_sums(logs: Floats) -> Floats:
    """The logarithm of the sum of exp over the last axis."""
    highest = logs.max(axis=1, initial=-np.inf)
    return np.asarray(highest + np.log(np.exp(logs - highest[:, None]).sum(axis=1)))


def _scales(sigmas: Floats, scale: float) -> Floats:
    """``scale`` after the shock, at the Gauss-Hermite nodes of each sigma; shape (m, nodes)."""
    return np.asarray(scale * np.exp(sigmas[:, None] * (_HERMITE - sigmas[:, None] / 2.0)))


def _log_ratio(a: Floats, b: float) -> tuple[Floats, Floats, Floats]:
    """Nodes, log-weights and spacing of the trapezoidal rule over the law of log(Gamma(a)/Gamma(b)), for each a.

    Its density is proportional to exp(a v)/(1 + exp v)^(a + b): like a normal one around log(a/b), and like
    exp(a v) and exp(-b v) further out. The ends are where it has fallen below 1e-12 of its height. Shapes (k,
    nodes) twice, (k,).
    """
    core = np.sqrt(1.0 / a + 1.0 / b)
    low, high = -7.5 * core - 28.0 / a, 7.5 * core + 28.0 / b
    # Fine enough for the core, and for the poles of the density at +-pi i, which no core can make up for.
    steps = math.ceil(float(np.max((high - low) / np.minimum(0.45 * core, 0.7))))
    t = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, steps + 1)
    # Relative to the height, so that great a and b do not cancel.
    heights = a[:, None] * t - (a[:, None] + b) * np.log1p((a / (a + b))[:, None] * np.expm1(t))
    log_weights = heights - np.log(np.exp(heights).sum(axis=1, keepdims=True))
    return t + np.log(a / b)[:, None], log_weights, (high - low) / steps
