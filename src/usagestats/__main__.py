"""Run the command with `python -m usagestats`."""

from usagestats.cli.main import main

if __name__ == "__main__":
    main()
