"""The machines that train together, as the environment variable TF_CONFIG names them."""

import json
import os
from dataclasses import dataclass

from textgen.errors import ConfigError


@dataclass(frozen=True)
class Cluster:
    """Machines that train together. Use `read_cluster`.

    Parameters
    ----------
    workers : int
        How many; 0 or 1 where this one is alone.
    is_chief : bool
        Whether this machine is the one that writes files and speaks.
    """

    workers: int
    is_chief: bool


def read_cluster() -> Cluster:
    """Read TF_CONFIG, which must name this machine among the others; ConfigError if it does not."""
    try:
        config = json.loads(os.environ.get("TF_CONFIG") or "{}")
        cluster = config.get("cluster", {})
        jobs = {job: cluster[job] for job in ("chief", "worker") if cluster.get(job)}
        workers = sum(map(len, jobs.values()))
        if workers < 2:
            return Cluster(workers, is_chief=True)
        job, index = config["task"]["type"], int(config["task"]["index"])
        _ = dict(enumerate(jobs[job]))[index]
        return Cluster(workers, is_chief=(job, index) == (next(iter(jobs)), 0))
    except (ValueError, AttributeError, TypeError, LookupError) as error:
        raise ConfigError(
            "TF_CONFIG does not describe a cluster and this machine's task in it "
            f"({type(error).__name__}: {error}); see docs/TRAINING.md"
        ) from error
