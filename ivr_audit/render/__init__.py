"""Reports and pictures: pure functions of an audit, a tree or a call; only `picture` runs a program."""
