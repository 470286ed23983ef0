"""datasketch as its documentation uses it, for comparison: `python -m benchmarks.datasketch_lsh JSONL OUT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from datasketch import MinHash, MinHashLSH


def main() -> None:
    """Index every text of a JSON-lines file in memory; write how many candidate pairs were found to OUT."""
    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs = 0
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            words = json.loads(line)["text"].split()
            signature = MinHash(num_perm=128)
            signature.update_batch([" ".join(words[n : n + 3]).encode() for n in range(max(1, len(words) - 2))])
            pairs += len(index.query(signature))
            index.insert(str(number), signature)
    Path(sys.argv[2]).write_text(str(pairs))


if __name__ == "__main__":
    main()
