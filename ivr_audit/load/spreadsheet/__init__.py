"""Reading a tree from a spreadsheet."""
