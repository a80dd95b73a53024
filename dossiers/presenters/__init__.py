"""Shapes out: what a screen or a letter needs to know, frozen."""
