"""Ten minutes of atheris on what reads bytes of strangers: `make fuzz`, or `python -m benchmarks.fuzz --only feed`.

Each target has a process of its own, for an equal share of the time; a crash is written to a file with its input, and
the next target goes on. atheris is no requirement of ours: `pip install atheris`, or the extra `fuzz`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Watched for new ways that an input takes: ours, and the parsers in Python below them. All there is takes minutes.
_WATCHED = ["crawler", "pipelines", "commands", "config", "feedparser", "warcio", "protego", "w3lib", "htmldate"]
_MOST_BYTES = 4096
# A single input may take so long, and a process have so much: what parses in a worker is killed at the same.
_INPUT_SECONDS = 10
_MEMORY_MB = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--only", action="append", metavar="TARGET")
    parser.add_argument("--crashes", type=Path, default=Path("fuzz-crashes"), help="where inputs that crash are kept")
    parser.add_argument("--target", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if importlib.util.find_spec("atheris") is None:
        sys.exit("atheris is not installed: `pip install 'atheris>=2.3,<4'` puts it beside Naskh")
    if options.target:
        _fuzz(options.target, rest)
        return
    from benchmarks.fuzz_targets import TARGETS

    names = options.only or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    options.crashes.mkdir(parents=True, exist_ok=True)
    share = options.seconds / len(names)
    failed = [name for name in names if not _run(name, TARGETS[name].seeds, share, options.crashes)]
    if failed:
        sys.exit(f"crashed: {', '.join(failed)}; the inputs are in {options.crashes}")


def _run(name: str, seeds: tuple[bytes, ...], seconds: float, crashes: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "benchmarks.fuzz", "--target", name, folder),
                *(f"-max_total_time={max(1, round(seconds))}", f"-max_len={_MOST_BYTES}", f"-timeout={_INPUT_SECONDS}"),
                *(f"-rss_limit_mb={_MEMORY_MB}", f"-artifact_prefix={crashes.absolute()}/{name}-"),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            # atheris writes what was raised to the one, libFuzzer its counts to the other.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    runs = re.search(r"Done (\d+) runs", done.stdout) or re.search(r"#(\d+)\s+\w+[^\n]*\n(?!.*#\d)", done.stdout)
    print(f"{name}: {runs[1] if runs else '?'} inputs, {'held' if done.returncode == 0 else 'CRASHED'}", flush=True)
    if done.returncode:
        (crashes / f"{name}.log").write_text(done.stdout[-8000:], "utf-8")
    return done.returncode == 0


def _fuzz(name: str, arguments: list[str]) -> None:
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=_WATCHED):
        from benchmarks.fuzz_targets import TARGETS
    call = TARGETS[name].call
    for seed in TARGETS[name].seeds:
        call(seed)
    atheris.Setup([sys.argv[0], *arguments], call)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
