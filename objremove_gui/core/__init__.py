"""Pixels and files, without Qt, network, asyncio or a clock.

Conventions: images are uint8 or uint16 arrays (h, w, 3|4) in R, G, B(, A) order; masks uint8 (h, w), 255 = remove,
0 = keep; boxes are x, y, width, height in image pixels.
"""
