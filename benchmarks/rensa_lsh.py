"""rensa by datasketch's usual recipe, in memory: `python -m benchmarks.rensa_lsh JSONL OUT [--normalised]`.

Word 3-grams, R-MinHash of 128; what its LSH brings up counts from an estimated Jaccard of .5 on. Its bands must divide
the 128 evenly: 32 of 4 lie nearest to the 25 of 5 that datasketch takes for .5, and bring up more.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from rensa import RMinHash, RMinHashLSH

from benchmarks.recipe import PERMUTATIONS, THRESHOLD, read_texts, word_3_grams, write_pairs

_BANDS = 32
_BATCH = 1_000


def main() -> None:
    """Find the pairs among the texts of a JSON-lines file, as numbers of lines; write them to OUT."""
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=_BANDS)
    texts = read_texts(Path(sys.argv[1]), normalised="--normalised" in sys.argv)
    signatures: list[RMinHash] = []
    pairs = []
    while batch := [word_3_grams(text) for text in islice(texts, _BATCH)]:
        for signature in RMinHash.from_token_sets(batch, num_perm=PERMUTATIONS, seed=42):
            number = len(signatures)
            alike = (other for other in index.query(signature) if signature.jaccard(signatures[other]) >= THRESHOLD)
            pairs += [(other, number) for other in alike]
            index.insert(number, signature)
            signatures.append(signature)
    write_pairs(Path(sys.argv[2]), pairs)


if __name__ == "__main__":
    main()
