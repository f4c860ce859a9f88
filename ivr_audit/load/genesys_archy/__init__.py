"""Reading the files of Genesys Cloud Archy."""
