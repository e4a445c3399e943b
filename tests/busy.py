"""On a busy machine the same work takes longer, for caches and hyperthreads are shared."""

import os


def slack(most: float = 1.5) -> float:
    """How many times as long as on a quiet machine it may take now; at most `most` times."""
    return min(max(os.getloadavg()[0] / (os.cpu_count() or 1), 1.0), most)
