"""What is wrong in the book's and its notes' listings, as small as it can be, and repaired.

Visitors see the source of these functions and what they return, so they carry no types and no
comments: what goes wrong is told in the lesson. The tests run every one.
"""

import numpy as np


def carried_over(write, prompt, temperatures):
    starts, text = [], prompt
    for temperature in temperatures:
        starts.append(text)
        text += write(text, temperature)
    return starts


def same_start(write, prompt, temperatures):
    starts = []
    for temperature in temperatures:
        text = prompt
        starts.append(text)
        text += write(text, temperature)
    return starts


def divided(probabilities, temperature):
    logits = np.log(probabilities) / temperature
    weights = np.exp(logits)
    return weights / weights.sum()


def shifted(probabilities, temperature):
    if temperature == 0:
        return np.eye(len(probabilities))[np.argmax(probabilities)]
    logits = np.log(np.maximum(probabilities, np.finfo(float).tiny))
    weights = np.exp((logits - logits.max()) / temperature)
    return weights / weights.sum()


def multinomial(logits, random_seed):
    weights = np.exp(np.float32(logits))
    probabilities = weights / weights.sum()
    rng = np.random.default_rng(random_seed)
    return rng.multinomial(1, probabilities).argmax()


def one_die(logits, random_seed):
    below = np.exp(np.float64(logits)).cumsum()
    u = np.random.default_rng(random_seed).random()
    return np.searchsorted(below, u * below[-1], side="right")


def never_set(text, ids):
    window = np.zeros((len(text), len(ids)))
    for t, char in enumerate(text):
        window[t, ids[char]]
    return window


def one_hot(text, ids):
    window = np.zeros((len(text), len(ids)))
    for t, char in enumerate(text):
        window[t, ids[char]] = 1
    return window


def rebound(sequences, ids):
    for sequence in sequences:
        sequences = [ids[char] for char in sequence]
    return sequences


def collected(sequences, ids):
    encoded = []
    for sequence in sequences:
        encoded.append([ids[char] for char in sequence])
    return encoded


def reused(epochs, steps):
    finished = []
    for i in range(1, epochs + 1):
        for i in range(steps):
            pass
        finished.append(i)
    return finished


def named(epochs, steps):
    finished = []
    for epoch in range(1, epochs + 1):
        for step in range(steps):
            pass
        finished.append(epoch)
    return finished


def unordered(words):
    return {word: i for i, word in enumerate(set(words))}


def in_order(words):
    return {word: i for i, word in enumerate(sorted(set(words)))}


def token_zero(words, ids):
    return [ids.get(word, 0) for word in words]


def spelled(words, ids):
    pieces = [[word] if word in ids else list(word) for word in words]
    return [ids[piece] for word in pieces for piece in word]


def one_character(window, word):
    text = "".join([*window, word])
    return text[1:]


def one_token(window, word):
    return [*window[1:], word]


def every_other(lines):
    vectors, lines = {}, iter(lines)
    for line in lines:
        for line in lines:
            break
        word, *numbers = line.split()
        vectors[word] = numbers
    return vectors


def every(lines):
    vectors = {}
    for line in lines:
        word, *numbers = line.split()
        vectors[word] = [float(number) for number in numbers]
    return vectors


def whole_window(decoder, ids, count):
    for _ in range(count):
        logits, _ = decoder.prefill(ids[-60:])
        ids = [*ids, int(logits.argmax())]
    return ids


def carried_state(decoder, ids, count):
    logits, state = decoder.prefill(ids)
    for _ in range(count):
        ids = [*ids, int(logits.argmax())]
        logits, state = decoder.step(ids[-1], state)
    return ids


def watching_training(training, heldout, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(training, start=1):
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited == patience:
            return epoch
    return None


def watching_heldout(training, heldout, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(heldout, start=1):
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited == patience:
            return epoch
    return None
