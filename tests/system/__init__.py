"""The whole program from outside: real processes, HTTP, files and signals."""
