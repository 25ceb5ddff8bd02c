"""Reads one image with RapidOCR and writes its text to stdout, rows from top to bottom: a competitor of `cargo xtask bench`.

RapidOCR's own defaults: PP-OCRv6 small, ONNX Runtime on all cores. One image a process, from cold, as our own binary.
"""
import logging
import sys

logging.disable(logging.INFO)

from rapidocr import RapidOCR  # noqa: E402  (the log must be silenced first)


def rows(boxes, texts):
    """Lines whose middles lie within half a line's height of each other share a row; a row runs from left to right."""
    lines = sorted(zip(boxes, texts), key=lambda line: sum(p[1] for p in line[0]))
    found = []
    for box, text in lines:
        top, bottom = min(p[1] for p in box), max(p[1] for p in box)
        middle = (top + bottom) / 2
        if found and abs(found[-1][0] - middle) < (bottom - top) / 2:
            found[-1][1].append((min(p[0] for p in box), text))
        else:
            found.append((middle, [(min(p[0] for p in box), text)]))
    return [" ".join(text for _, text in sorted(row)) for _, row in found]


result = RapidOCR()(sys.argv[1])
if result.boxes is not None:
    sys.stdout.reconfigure(encoding="utf-8")
    print("\n".join(rows(result.boxes, result.txts)))
