"""libjpeg's structs of version 7, as far as anything in them is needed; and where the bits are that it holds back.

Sources: jpeglib.h, jpegint.h and jdhuff.c of libjpeg-turbo 2.1.
"""

from __future__ import annotations

import ctypes

ABI = 70
DECOMPRESS_BYTES, COMPRESS_BYTES = 640, 568
# Where the memory manager keeps access_virt_barray (struct jpeg_memory_mgr).
ACCESS = 8
Pointers = ctypes.POINTER(ctypes.c_void_p)


class Errors(ctypes.Structure):
    """struct jpeg_error_mgr, up to how many warnings there were."""

    _fields_ = (
        ("functions", ctypes.c_void_p * 5),
        ("code", ctypes.c_int),
        ("arguments", ctypes.c_char * 80),
        ("trace_level", ctypes.c_int),
        ("warnings", ctypes.c_long),
        ("rest", ctypes.c_void_p * 48),
    )


class Compress(ctypes.Structure):
    """struct jpeg_compress_struct."""

    _fields_ = (
        ("general", ctypes.c_void_p * 4),
        ("state", ctypes.c_int * 2),
        ("dest", ctypes.c_void_p),
        ("input", ctypes.c_int * 4),
        ("input_gamma", ctypes.c_double),
        ("scaled", ctypes.c_int * 4),
        ("data", ctypes.c_int * 3),
        ("components", ctypes.c_void_p),
        ("quant_tables", ctypes.c_void_p * 4),
        ("scale_factors", ctypes.c_int * 4),
        ("huffman_tables", ctypes.c_void_p * 8),
        ("arithmetic", ctypes.c_ubyte * 48),
        ("num_scans", ctypes.c_int),
        ("scan_info", ctypes.c_void_p),
        ("raw_data_in", ctypes.c_int),
        ("arith_code", ctypes.c_int),
        ("optimize_coding", ctypes.c_int),
        ("samples", ctypes.c_int * 4),
        ("restart_interval", ctypes.c_uint),
        ("restart_in_rows", ctypes.c_int),
        ("rest", ctypes.c_ubyte * 256),
    )


class Decompress(ctypes.Structure):
    """struct jpeg_decompress_struct."""

    _fields_ = (
        ("general", ctypes.c_void_p * 4),
        ("state", ctypes.c_int * 2),
        ("src", ctypes.c_void_p),
        ("size", ctypes.c_uint * 2),
        ("count", ctypes.c_int),
        ("coded_space", ctypes.c_int),
        ("out_space", ctypes.c_int),
        ("scale", ctypes.c_uint * 2),
        ("gamma", ctypes.c_double),
        ("modes", ctypes.c_int * 2),
        ("method", ctypes.c_int),
        ("smooth_colour", ctypes.c_int),
        ("smooth_blocks", ctypes.c_int),
        ("palette", ctypes.c_int * 7),
        ("out_size", ctypes.c_uint * 2),
        ("out", ctypes.c_int * 4),
        ("colormap", ctypes.c_void_p),
        ("line", ctypes.c_uint),
        ("scan", ctypes.c_int),
        ("row", ctypes.c_uint),
        ("out_scan", ctypes.c_int * 2),
        ("coef_bits", ctypes.c_void_p),
        ("quant_tables", ctypes.c_void_p * 4),
        ("huffman_tables", ctypes.c_void_p * 8),
        ("data_precision", ctypes.c_int),
        ("components", ctypes.c_void_p),
        ("kinds", ctypes.c_int * 2),
        ("arithmetic", ctypes.c_ubyte * 48),
        ("restart_interval", ctypes.c_uint),
        ("jfif", ctypes.c_int),
        ("jfif_version", ctypes.c_ubyte * 3),
        ("density", ctypes.c_ushort * 2),
        ("adobe", ctypes.c_int),
        ("adobe_transform", ctypes.c_ubyte),
        ("cosited", ctypes.c_int),
        ("markers", ctypes.c_void_p),
        ("most_across", ctypes.c_int),
        ("most_down", ctypes.c_int),
        ("least_scaled", ctypes.c_int * 2),
        ("rows", ctypes.c_uint),
        ("range_limit", ctypes.c_void_p),
        ("in_scan", ctypes.c_int),
        ("scan_components", ctypes.c_void_p * 4),
        ("units", ctypes.c_uint * 2),
        ("unit_blocks", ctypes.c_int),
        ("membership", ctypes.c_int * 10),
        ("progression", ctypes.c_int * 4),
        ("unread_marker", ctypes.c_int),
        ("modules", ctypes.c_void_p * 6),
        ("entropy", ctypes.c_void_p),
        ("rest", ctypes.c_ubyte * 256),
    )


class Component(ctypes.Structure):
    """The beginning of struct jpeg_component_info, and the bytes of all of it."""

    _fields_ = (
        ("names", ctypes.c_int * 4),
        ("quantising", ctypes.c_int),
        ("huffman", ctypes.c_int * 2),
        ("blocks", ctypes.c_uint * 2),
        ("scaled", ctypes.c_int * 2),
        ("downsampled", ctypes.c_uint * 2),
        ("needed", ctypes.c_int),
        ("units", ctypes.c_int * 6),
        ("quant_table", ctypes.c_void_p),
        ("dct_table", ctypes.c_void_p),
    )


class Source(ctypes.Structure):
    """The beginning of struct jpeg_source_mgr."""

    _fields_ = (("next", ctypes.c_void_p), ("left", ctypes.c_size_t))


class _Held(ctypes.Structure):
    _fields_ = (("buffer", ctypes.c_size_t), ("left", ctypes.c_int))


class Entropy(ctypes.Structure):
    """The beginning of the Huffman decoder's own struct: bits that are read but not used yet, the last DC values."""

    _fields_ = (
        ("functions", ctypes.c_void_p * 2),
        ("insufficient", ctypes.c_int),
        ("held", _Held),
        ("values", ctypes.c_int * 4),
    )
