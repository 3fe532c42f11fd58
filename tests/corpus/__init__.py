"""Forms of other people, gone through in a folder: nothing is lost between coming in and going out."""
