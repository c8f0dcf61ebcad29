"""What all functions of the bundle share: settings, errors, models, mappers, the Medusa adapter."""
