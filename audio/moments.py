"""A sound as its moments: the power of each, one after the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def powers(samples: npt.NDArray[np.float32], window: int) -> npt.NDArray[np.float64]:
    """Of every whole `window` of samples; what is left over at the end is none."""
    count = len(samples) // window
    moments = samples[: count * window].reshape(count, window).astype(np.float64)
    power: npt.NDArray[np.float64] = np.mean(moments**2, axis=1)
    return power
