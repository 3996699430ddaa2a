"""Language models that write text, and everything needed to see how they choose."""
