"""Rules about the code itself. Each failure says what to do."""
