"""Where results and messages are written: standard output, files, standard error."""
