"""The adapter: which Medusa calls a route makes, and the client that makes them."""
