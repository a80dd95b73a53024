"""Benchmarks: ratios between two ways of doing the same, both measured in one run. `./run bench [NAME]`"""
