"""Imported first by the process that workers fork from: it and they keep out of what is our own to say and to end.

What parsers print is no line of our log, nor of our output; what a call raises comes back as its result. A service
manager that stops us sends SIGTERM to them, too: they end when we let go of them, not in the middle of a page. Like
`pipelines.warm` a module whose import does something.
"""

from __future__ import annotations

import os
import signal

_nowhere = os.open(os.devnull, os.O_WRONLY)
for _stream in (1, 2):
    os.dup2(_nowhere, _stream)
os.close(_nowhere)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
