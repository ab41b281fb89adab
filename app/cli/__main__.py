"""`python -m app.cli`: the same as `samenzicht`."""

from app.cli import main

main()
