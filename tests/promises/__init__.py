"""The promises of delivery, each shown by really killing or breaking something."""
