"""Reading the files of VoiceXML."""
