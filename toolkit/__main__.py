"""`python -m toolkit` is the command `one-on-one`."""

from toolkit.cli import main

if __name__ == "__main__":
    main()
