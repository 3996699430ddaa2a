"""Every bound on what a visitor, a link or a file may ask for, in one place.

The server checks them all; the interface only mirrors them.
"""

import os

# --- one visitor's run ---
PROMPT_CHARS = 2_000  # typed; the last ones are kept and the page says so
LINK_PROMPT_CHARS = 500  # in a link, which phones and QR codes must carry
MAX_NEW_TOKENS = 1_000
MAX_EDITS = 20
MAX_LANES = 6  # side by side
MAX_RANDOM_SEED = 2**32 - 1
INSPECT_CHARS = 10_000  # of a text that is read through a model
MAX_RUN_BYTES = 4 * 1024 * 1024  # of a recorded run; the longest with cuts and edits takes 2.6 MB

# --- costly actions: sweeps, long texts read or written by a model, calls of the API ---
COSTLY_CHARS = 1_000  # of a text; reading a longer one waits its turn and shows how far it is
COSTLY_TOKENS = 2_000  # of all texts side by side, 0.5 to 1.2 s of a core; writing more waits, too
COSTLY_AT_ONCE = max(1, (os.cpu_count() or 1) // 2)  # the other half is for those who play
COSTLY_WAITING = 100  # in all; who comes later is asked to try again
COSTLY_OF_ONE = 32  # acting and waiting; a school's network may look like one visitor

# --- the HTTP API ---
API_BODY_BYTES = 64 * 1024  # a prompt of escaped characters takes 24,000
API_BODY_SECONDS = 10  # until the whole of it has arrived
API_AT_ONCE = 64  # in all, those that wait for their turn included
API_PATIENCE_SECONDS = 10  # waiting for a turn; then the caller is asked to try again
API_BURST = 120  # calls of one address at once, 5 for a run ...
API_PER_SECOND = 10  # ... and then so many a second
API_TEMPERATURE = 1_000_000  # beyond, write "inf"
API_LIKELIEST = 200  # tokens of a distribution that are named

# --- a checkpoint folder ---
MAX_VOCABULARY = 100_000
MAX_TOKEN_CHARS = 200
MAX_LAYERS = 16
MAX_UNITS = 4_096
MAX_KERNEL_SIZE = 16
MAX_LOSS = 100  # bits per character or nats per token; a guess among 100,000 takes 17
MAX_WINDOW = 1_000  # and the largest receptive field of convolutions
MAX_CHECKPOINT_BYTES = 64 * 1024 * 1024
MAX_FILE_BYTES = 9_500_000  # free public hosts take 10 MB without large-file storage
MAX_SHARD_BYTES = MAX_FILE_BYTES - 100_000  # of weights; names and shapes take some more
MAX_JSON_BYTES = 8 * 1024 * 1024
