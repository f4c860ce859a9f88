"""Reading the files of Microsoft Teams."""
