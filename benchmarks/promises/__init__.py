"""What the program promises about hostile pages, faults and long runs, each measured: `make promises`.

`trials` lists them, `trial` is what one is, `page` writes docs/promises.md; each other module measures one kind of
promise. Benchmarks that exist are used, not written a second time.
"""
