"""What each page but the main one shows: a folder a page, drawn by ``pages/``.

``state`` is the frozen value behind the page, ``link`` reads and writes it, ``actions`` change it,
``panels`` and the files beside them draw it.
"""
