"""The page Replay: what it has open, what visitors do, what it says, where it leads."""
