"""Measurements, as ratios in one run (`make bench`): never asserted, for a stop-watch in a test lies on a busy machine."""
