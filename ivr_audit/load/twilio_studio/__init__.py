"""Reading the files of Twilio Studio."""
