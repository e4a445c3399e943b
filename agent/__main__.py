"""`python -m agent` is `enrollwatch`."""

from agent.cli import main

if __name__ == "__main__":
    main()
