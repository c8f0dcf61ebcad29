"""What speaks HTTP to Medusa: the only package that does."""
