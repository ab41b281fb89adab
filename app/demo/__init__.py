"""Sample data and the demonstration identity providers; cannot be switched on in production."""
