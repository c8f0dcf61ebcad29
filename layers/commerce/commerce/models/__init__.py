"""The contract's models, one file a module."""
