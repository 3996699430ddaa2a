"""Learning, epoch by epoch."""
