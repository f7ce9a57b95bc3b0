"""Weights and runtimes of the encoder and the decoder."""
