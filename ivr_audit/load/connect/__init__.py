"""Reading the files of Amazon Connect."""
