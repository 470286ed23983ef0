"""Fit the judge's weights, and say how it would judge pairs that it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import figures
from pipelines.copies.judge import LEAST_OVERLAP, SURE_OVERLAP, Evidence

RIDGE = 1.0
FOLDS = 10


def fit(rows: NDArray[np.float64], copies: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge logistic regression by Newton's method; the bias first. `rows` has shape (pairs, fields).

    The pairs' weights enter by their square roots: a pair that stands for 570 shall not outvote 20 others.
    """
    tempered = np.sqrt(weights)
    tempered /= tempered.mean()
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack((np.ones(len(rows)), (rows - mean) / spread))
    ridge = np.eye(scaled.shape[1]) * RIDGE
    ridge[0, 0] = 1e-3
    beta = np.zeros(scaled.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-scaled @ beta))
        slope = scaled.T @ (tempered * (chance - copies)) + ridge @ beta
        curve = (scaled.T * (tempered * chance * (1 - chance))) @ scaled + ridge
        beta -= np.linalg.solve(curve, slope)
    beta[1:] /= spread
    beta[0] -= beta[1:] @ mean
    # Likelihood is not F1: the bias is moved to where F1, smoothed over its neighbours, is best.
    shifts = np.linspace(-1.5, 1.5, 61)
    scores = beta[0] + rows @ beta[1:]
    reached = np.array([figures(scores > shift, copies, weights).f1 for shift in shifts])
    smooth = np.convolve(np.pad(reached, 5, mode="edge"), np.ones(11) / 11, "valid")
    beta[0] -= shifts[smooth.argmax()]
    return beta


def judged(beta: NDArray[np.float64], rows: NDArray[np.float64], overlaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What a judge with these weights says, its fixed bounds included. `overlaps` has shape (pairs,)."""
    said: NDArray[np.bool_] = beta[0] + rows @ beta[1:] > 0
    return (said & (overlaps >= LEAST_OVERLAP)) | (overlaps >= SURE_OVERLAP)


def cross_validated(
    rows: NDArray[np.float64],
    overlaps: NDArray[np.float64],
    copies: NDArray[np.bool_],
    weights: NDArray[np.float64],
    *,
    seed: int,
) -> NDArray[np.bool_]:
    """How each pair is judged with weights that were fitted without its tenth."""
    fold = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    said = np.zeros(len(rows), dtype=bool)
    for number in range(FOLDS):
        out = fold == number
        said[out] = judged(fit(rows[~out], copies[~out], weights[~out]), rows[out], overlaps[out])
    return said


def rows_of(found: Sequence[Evidence], fields: Sequence[str]) -> NDArray[np.float64]:
    """Shape (pairs, fields)."""
    return np.array([[float(getattr(item, name) or 0.0) for name in fields] for item in found], dtype=np.float64)
