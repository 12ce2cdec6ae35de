"""What tests of the kernel, of our modules and of other people's modules share."""
