"""The HTTP client for Medusa: the only package that sends requests to it."""
