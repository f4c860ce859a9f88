"""Reading the files of Asterisk."""
