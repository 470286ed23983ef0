"""datasketch as it is usually used, in memory: `python -m benchmarks.datasketch_lsh JSONL OUT [--normalised]`.

Word 3-grams, 128 permutations, `MinHashLSH` at .5; what it brings up counts from an estimated Jaccard of .5 on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from benchmarks.recipe import PERMUTATIONS, THRESHOLD, read_texts, word_3_grams, write_pairs


def main() -> None:
    """Find the pairs among the texts of a JSON-lines file, as numbers of lines; write them to OUT."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    signatures: list[MinHash] = []
    pairs = []
    for number, text in enumerate(read_texts(Path(sys.argv[1]), normalised="--normalised" in sys.argv)):
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([words.encode() for words in word_3_grams(text)])
        alike = (other for other in index.query(signature) if signature.jaccard(signatures[other]) >= THRESHOLD)
        pairs += [(other, number) for other in alike]
        index.insert(number, signature)
        signatures.append(signature)
    write_pairs(Path(sys.argv[2]), pairs)


if __name__ == "__main__":
    main()
