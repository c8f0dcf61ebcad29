"""Medusa's JSON into the contract's models and back: pure functions, one file a module."""
