"""`make bench`: how quick and how large the service is, beside a stock Rasa bot in the same run, written to `docs/benchmarks.md`.

Machines are noisy: compare ratios within one run, not milliseconds between runs.
"""
