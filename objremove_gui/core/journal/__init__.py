"""Every step of a document on the disk as soon as it is done, so that a program that dies takes no work along."""
