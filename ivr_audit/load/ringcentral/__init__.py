"""Reading the files of RingCentral."""
