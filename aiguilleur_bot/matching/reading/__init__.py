"""What the words of a message say: read, spelt right, stemmed, named, cut; nothing is compared yet."""
