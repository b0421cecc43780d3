"""What the speed claims rest on; `make bench` prints them all. Read ratios: machines are noisy."""
