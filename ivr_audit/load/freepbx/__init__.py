"""Reading the files of FreePBX and Issabel."""
