"""Every bound on what a visitor, a link or a file may ask for, in one place.

The server checks them all; the interface only mirrors them.
"""

# --- one visitor's run ---
PROMPT_CHARS = 2_000  # typed; the last ones are kept and the page says so
LINK_PROMPT_CHARS = 500  # in a link, which phones and QR codes must carry
MAX_NEW_TOKENS = 1_000
MAX_EDITS = 20
MAX_LANES = 6  # side by side
INSPECT_CHARS = 10_000  # of a text that is read through a model
MAX_RUN_BYTES = 4 * 1024 * 1024  # of a recorded run; the longest with cuts and edits takes 2.6 MB

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
MAX_JSON_BYTES = 8 * 1024 * 1024
