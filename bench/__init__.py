"""Measurements, as ratios in one run (`make bench`): never asserted, for a busy machine makes a stop-watch lie."""
