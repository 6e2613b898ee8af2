"""Where results and messages go: standard output, files, standard error, the progress bar."""
