"""Where the files of our own lie: in a folder of this machine, or in a private bucket."""
