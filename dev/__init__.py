"""Tools for people who work on the project: services, demo, checks, benchmarks. Never imported by the application."""
