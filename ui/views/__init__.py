"""What each page but the main one shows: its state, its link, its panels. Drawn by ``pages/``."""
