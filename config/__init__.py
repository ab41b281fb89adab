"""Configuration: settings from the environment, and files; imports nothing of ours."""
