"""Many calls with staff, queues, patience and voicemail: how often happens what the audit says can happen."""
