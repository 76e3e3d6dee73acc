"""`make bench`: how quick the rules, the search and the service are, and how large, each beside a peer in the same run.

Written to `docs/benchmarks/`. Machines are noisy: compare ratios within one run, not milliseconds between runs.
"""
