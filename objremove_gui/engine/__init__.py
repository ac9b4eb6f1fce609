"""Engines that fill pixels on this machine; pure functions of arrays, run in a process of their own."""
