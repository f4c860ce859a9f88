"""`python -m ivr_audit`."""

from ivr_audit.cli import main

main()
