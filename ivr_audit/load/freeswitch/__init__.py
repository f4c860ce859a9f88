"""Reading the files of FreeSWITCH."""
