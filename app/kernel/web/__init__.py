"""The door: routes that declare what they need, answers as page or region, errors as sentences."""
