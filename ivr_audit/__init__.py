"""`ivr-audit`: can a caller still reach a person here, and after how long?

What a program needs is in `ivr_audit.api`: `load`, `audit`, `call` and the types of what they return.
"""

__version__ = "0.1.0"
